import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { load, YAMLException } from 'js-yaml';
import { z } from 'zod';
import { CliError, EXIT_CODES } from './cli-error';
import { oneLine } from './progress/text';
import { unusableFile } from './unusable-file';

const Profile = z.strictObject({ url: z.string(), token: z.string().optional(), token_file: z.string().optional() });
const Defaults = z.strictObject({ profile: z.string().optional() });
const Profiles = z.object({ defaults: Defaults.optional() }).catchall(Profile);

export interface ChosenProfile {
  url: string;
  token: string | undefined;
  /** For messages: which profile of which file. */
  from: string;
}

/**
 * A profile of `~/.config/packyard/profiles.yaml`: the named one, else the default one if there is any.
 * @throws CliError when the named profile is not there, or the file can't be read
 */
export function readProfile(
  name: string | undefined,
  file = join(homedir(), '.config', 'packyard', 'profiles.yaml'),
): ChosenProfile | undefined {
  const profiles = readProfiles(file);
  const wanted = name ?? profiles?.defaults?.profile;
  if (wanted === undefined) return undefined;
  const { defaults: _defaults, ...named } = profiles ?? {};
  const found = named[wanted];
  if (found === undefined) throw unknownProfile(wanted, file, Object.keys(named));
  const token = found.token ?? (found.token_file === undefined ? undefined : readToken(found.token_file));
  return { url: found.url, token, from: `the profile ${wanted} of ${file}` };
}

function readProfiles(file: string): z.infer<typeof Profiles> | undefined {
  const text = readIfAny(file);
  if (text === undefined) return undefined;
  try {
    return Profiles.parse(load(text) ?? {});
  } catch (error) {
    if (!(error instanceof YAMLException) && !(error instanceof z.ZodError)) throw error;
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : error.reason;
    throw new CliError(
      `${file} is not a valid file of profiles: ${oneLine(problem)}`,
      'It needs a mapping for each profile, with url and either token or token_file.',
      EXIT_CODES.usage,
    );
  }
}

function readToken(path: string): string {
  const text = readIfAny(path);
  if (text !== undefined) return text.trim();
  throw new CliError(`The file ${path}, which a profile names, does not exist.`, undefined, EXIT_CODES.unauthorized);
}

function readIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusableFile(error, { what: `${path} can't be read` });
  }
}

function unknownProfile(name: string, file: string, known: readonly string[]): CliError {
  const there = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
  return new CliError(
    `There is no profile ${oneLine(name)} in ${file}; ${there}.`,
    'Add it there, with url and either token or token_file.',
    EXIT_CODES.usage,
  );
}

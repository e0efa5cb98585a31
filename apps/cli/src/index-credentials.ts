import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { load, YAMLException } from 'js-yaml';
import { IndexCredentials } from '@packyard/contracts';
import { CliError, EXIT_CODES } from './cli-error';
import { callerEnvironment } from './command-context';
import type { SentCredentials } from './plans-client';
import { oneLine } from './progress/text';
import { unusableFile } from './unusable-file';

const VARIABLE = /^env:(.+)$/;
const REMEDY =
  'It has to be a list of {host, username?, password} or {host, token}, in YAML or JSON: see docs/environments.md.';

/** Never the credentials themselves: others see what a command was started with, and shells keep it. */
export function indexCredentialsOption(): Option {
  return new Option(
    '--index-credentials <file>',
    'YAML file with logins of private package indexes and registries, for this request alone; env:NAME reads a variable',
  );
}

/** @throws CliError which shows nothing of what is in there */
export function readIndexCredentials(named: string | undefined): SentCredentials | undefined {
  if (named === undefined) return undefined;
  const parsed = IndexCredentials.safeParse(valueOf(textOf(named), named));
  if (parsed.success) return parsed.data as SentCredentials;
  const [issue] = parsed.error.issues;
  const place = issue?.path.length ? ` (${issue.path.join('.')})` : '';
  throw unusable(`${named}${place} ${issue?.message ?? 'is no such list'}.`, REMEDY);
}

function textOf(named: string): string {
  const variable = VARIABLE.exec(named)?.[1];
  if (variable !== undefined) {
    const text = callerEnvironment()[variable] ?? '';
    if (text !== '') return text;
    throw unusable(`The variable ${variable} is not set, or is empty.`, REMEDY);
  }
  try {
    return readFileSync(named, 'utf8');
  } catch (error) {
    throw unusableFile(error, { what: `${named} can't be read` });
  }
}

/** What the parser says repeats what it has read. */
function valueOf(text: string, named: string): unknown {
  try {
    return load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line } = error.mark ?? {};
    throw unusable(`${named}${line === undefined ? '' : `, line ${line + 1},`} is neither YAML nor JSON.`, REMEDY);
  }
}

function unusable(message: string, hint: string): CliError {
  return new CliError(oneLine(message), hint, EXIT_CODES.usage);
}

import { join } from 'node:path';
import {
  type Action,
  ACTION_CATALOG,
  ACTIONS,
  DOCUMENTED_DEFAULTS,
  PackyardError,
  type ParsedSource,
  parseSource,
  RejectedError,
  showUnreadable,
  didYouMean,
} from '@packyard/contracts';
import { isRange } from '@packyard/pack';
import { z } from 'zod';
import { ParametersInvalid, parseRequest, type ParameterProblem } from '../../http/errors/parameters-invalid';

export interface CheckedSubmission {
  action: Action;
  parameters: Record<string, unknown>;
  sources: ParsedSource[];
}

/** Parameters that say which packs are meant, and how their sources are read; every action has some of them. */
const Subjects = z.object({
  packs: z.array(z.string()).optional(),
  pack_paths: z.array(z.string()).optional(),
  packs_base_dir: z.string().optional(),
  ref_spec: z.string().optional(),
  submodules: z.boolean().optional(),
  lfs: z.boolean().optional(),
  registry_url: z.string().optional(),
  api_url: z.string().optional(),
});
type Subjects = z.infer<typeof Subjects>;

/**
 * Validates a submission. Relative pack paths are resolved against the parameter packs_base_dir, or `packsFolder` without it.
 * @throws RejectedError ACTION_NOT_FOUND, or PARAMETERS_INVALID with all problems at once
 */
export function checkSubmission(
  { action: name, parameters: given, host }: { action: string; parameters: unknown; host?: string | undefined },
  packsFolder: string,
): CheckedSubmission {
  const action = ACTIONS.find((known) => known === name);
  if (action === undefined) {
    throw new RejectedError('ACTION_NOT_FOUND', `Action '${name.slice(0, 200)}' not found`, {
      hint: didYouMean(name, ACTIONS, `There is ${ACTIONS.join(', ')}.`),
    });
  }
  const parameters = parseRequest(ACTION_CATALOG[action].parameters, given, 'parameters');
  const subjects = Subjects.parse(parameters);
  const problems = [
    ...registryUrlProblems(subjects.registry_url),
    ...apiUrlProblems(subjects.api_url, host),
    ...baseGenerationProblems(parameters),
  ];
  const sources = readSources(action, { subjects, packsFolder, problems });
  if (problems.length > 0) throw new ParametersInvalid(problems);
  return { action, parameters, sources };
}

/**
 * An install or an export with a source that can't be parsed is refused as a whole. The other actions are documented to go on
 * with the rest: each unreadable source fails by itself.
 */
function readSources(
  action: Action,
  { subjects, packsFolder, problems }: { subjects: Subjects; packsFolder: string; problems: ParameterProblem[] },
): ParsedSource[] {
  const { ref_spec: refSpec, submodules, lfs, registry_url: registryUrl } = subjects;
  const options = { refSpec, submodules, lfs, registryUrl };
  const paths = subjects.pack_paths?.map((text) => readPath(text, subjects.packs_base_dir ?? packsFolder)) ?? [];
  const sources = subjects.packs?.map((text, index) => {
    if (action === 'core.test_packs') return { source: { kind: 'registry' as const, ref: text, range: '*' } };
    try {
      return action === 'core.export_packs' ? { source: installedPackSource(text) } : readSource(text, options);
    } catch (error) {
      if (!(error instanceof PackyardError)) throw error;
      const hint = error.hint ?? '';
      if (action === 'core.install_packs' || action === 'core.export_packs') {
        problems.push({ path: `parameters.packs.${index}`, message: `${error.message} ${hint}`.trim() });
      }
      return unreadable(text, { problem: error.message, hint });
    }
  });
  const all = [...paths, ...(sources ?? [])];
  return action === 'core.install_packs' || action === 'core.export_packs' ? withoutRepeats(all) : all;
}

// Of one that is read here, on the thread that answers everybody: five hundred long ones would hold it up for seconds, or short ones
// with `!=`, each of which doubles what is to be read.
const MAX_RANGE_CHARACTERS = 40;

function isReadHere(range: string): boolean {
  return range.length <= MAX_RANGE_CHARACTERS && !range.includes('!');
}

/** What would be refused once its download has begun is refused before, where that is quickly told. */
function readSource(text: string, options: Parameters<typeof parseSource>[1]): ParsedSource {
  const parsed = parseSource(text, options);
  const { source } = parsed;
  if (source.kind !== 'registry' || !isReadHere(source.range) || isRange(source.range)) return parsed;
  const message = `'${showUnreadable(text)}' asks for '${showUnreadable(source.range)}', which is no version and no range.`;
  throw new RejectedError('SOURCE_INVALID', message, {
    hint: `Write ${source.ref} or ${source.ref}@latest for the newest release, or for example ${source.ref}@1.2.3 or ${source.ref}@^1.2. Registries know no other tags.`,
  });
}

/** `slack`, or `slack@1.0.0`. */
function installedPackSource(text: string): ParsedSource['source'] {
  const [ref = '', version = '*', ...more] = text.split('@');
  if (ref === '' || version === '' || more.length > 0)
    throw new RejectedError('SOURCE_INVALID', `'${showUnreadable(text)}' names no installed pack.`, {
      hint: 'Write slack for the enabled version, or slack@1.0.0.',
    });
  return { kind: 'registry', ref, range: version };
}

/** Saying the same twice is no conflict. */
function withoutRepeats(sources: readonly ParsedSource[]): ParsedSource[] {
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
}

function readPath(text: string, folder: string): ParsedSource {
  const path = text.trim();
  if (path === '' || /^~|^[a-z][a-z0-9+.-]*:\/\//i.test(path)) {
    const problem = `'${showUnreadable(text)}' is no path of a folder.`;
    return unreadable(text, {
      problem,
      hint: 'Give the absolute path of a pack, or the name of one that is installed.',
    });
  }
  return { source: { kind: 'local', path: path.startsWith('/') ? path : join(folder, path) } };
}

function unreadable(text: string, why: { problem: string; hint: string }): ParsedSource {
  return { source: { kind: 'unreadable', text: showUnreadable(text), ...why } };
}

/** Only this service may be named: forwarding tokens to any other URL would make it an open relay. */
function apiUrlProblems(text: string | undefined, host: string | undefined): ParameterProblem[] {
  if (text === undefined || text.replace(/\/$/, '') === DOCUMENTED_DEFAULTS.api_url) return [];
  if (host !== undefined && addressOf(new URL(text).host) === addressOf(host)) return [];
  const message = 'names another service than this one: send the request there, for example with packyard --api-url';
  return [{ path: 'parameters.api_url', message }];
}

/** Without `atomic` each pack makes a generation of its own: a base generation would hold for the first one only. */
function baseGenerationProblems(parameters: Record<string, unknown>): ParameterProblem[] {
  if (parameters['base_generation'] === undefined || parameters['atomic'] === true) return [];
  return [{ path: 'parameters.base_generation', message: 'needs atomic: true as well' }];
}

function addressOf(host: string): string {
  return host.toLowerCase().replace(/^(localhost|\[::1\])(?=:|$)/, '127.0.0.1');
}

/** The registry's URL is stored with every pack and shown, so it must not contain a secret. */
function registryUrlProblems(text: string | undefined): ParameterProblem[] {
  const path = 'parameters.registry_url';
  if (text === undefined || text.startsWith('/')) return [];
  if (!URL.canParse(text)) return [{ path, message: 'must be a URL or an absolute path' }];
  const url = new URL(text);
  if (!['http:', 'https:', 'file:'].includes(url.protocol)) return [{ path, message: 'must be http, https or file' }];
  if (!url.username && !url.password && !url.search && !url.hash) return [];
  return [
    {
      path,
      message:
        'must not hold credentials, a query or a fragment; add such a registry with packyard registry add --header',
    },
  ];
}

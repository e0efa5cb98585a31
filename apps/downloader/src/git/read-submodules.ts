import { maskText, parseSource, RejectedError } from '@packyard/contracts';
import type { GitCommand } from './git-command';
import type { CheckedOut } from './remote-repository';

export interface Submodule {
  /** In the tree of the repository that has it. */
  path: string;
  /** The one that the tree names. */
  commit: string;
  /** With credentials, where `.gitmodules` has any. */
  url: string;
}

const MAX_CONFIG_BYTES = 1024 * 1024;

/**
 * The submodules of a commit, in the order of their paths. `.gitmodules` may hold anything: of each only its place counts, as if
 * it were a source.
 * @throws RejectedError SOURCE_INVALID when the place of one is missing, SOURCE_FORBIDDEN when it is none to be fetched from
 */
export async function readSubmodules(
  git: GitCommand,
  { commit, listing }: CheckedOut,
  parentUrl: string,
): Promise<Submodule[]> {
  if (listing.links.size === 0) return [];
  const places = await readPlaces(git, commit);
  return [...listing.links].map(([path, linked]) => {
    const written = places.get(path);
    if (written === undefined) throw missing(path);
    return { path, commit: linked, url: placeOf(path, written, parentUrl) };
  });
}

/** By path. What git's own reader makes of the file, without following what it includes. */
async function readPlaces(git: GitCommand, commit: string): Promise<Map<string, string>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onOutput = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_CONFIG_BYTES) throw tooLong();
    chunks.push(chunk);
  };
  const args = ['config', '--no-includes', `--blob=${commit}:.gitmodules`, '-z', '--list'];
  await git.run(args, { onOutput }).catch((error: unknown) => {
    // Without such a file nothing is said of any of them.
    if (!/unable to resolve config blob/.test((error as Error).message)) throw error;
  });
  const modules = new Map<string, { path?: string; url?: string }>();
  for (const entry of Buffer.concat(chunks).toString('utf8').split('\0')) {
    const [, name, key, value] = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(entry) ?? [];
    if (name !== undefined && key !== undefined) modules.set(name, { ...modules.get(name), [key]: value });
  }
  return new Map([...modules.values()].flatMap(({ path, url }) => (path && url ? [[path, url] as const] : [])));
}

function placeOf(path: string, written: string, parentUrl: string): string {
  const url = /^\.{1,2}\//.test(written) ? besideParent(written, parentUrl) : written;
  const repository = url === undefined ? undefined : repositoryAt(url);
  if (repository === undefined) throw forbidden(path, written);
  return repository;
}

/** As git has it: each `../` takes the last name off the parent's place. */
function besideParent(written: string, parentUrl: string): string | undefined {
  const steps = /^(?:\.{1,2}\/)+/.exec(written)?.[0] ?? '';
  const rest = written.slice(steps.length);
  let base: string | undefined = parentUrl.replace(/(?<!\/)\/+$/, '');
  for (const step of steps.split('/')) {
    if (step === '..' && base !== undefined) base = parentOf(base);
  }
  if (base === undefined) return undefined;
  return base.endsWith(':') ? `${base}${rest}` : `${base}/${rest}`;
}

/** Of `https://host/a/b` or `user@host:a/b`; nothing above the first name. */
function parentOf(place: string): string | undefined {
  const [, host, path] = /^([a-z+]+:\/\/[^/]+)\/(.+)$/i.exec(place) ?? /^([^/:]+:)(.+)$/.exec(place) ?? [];
  if (host === undefined || path === undefined) return undefined;
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return folder === '' || host.endsWith(':') ? `${host}${folder}` : `${host}/${folder}`;
}

/** As it is checked, and as git gets it: a port, for instance, can be written in more ways than one. */
function repositoryAt(url: string): string | undefined {
  try {
    const { source, secretUrl } = parseSource(/^https?:/i.test(url) ? `git+${url}` : url);
    const isWhole = source.kind === 'git' && source.refSpec === undefined && source.subPath === undefined;
    return isWhole ? (secretUrl ?? source.url) : undefined;
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}

function missing(path: string): RejectedError {
  return new RejectedError('SOURCE_INVALID', `.gitmodules does not say where the submodule '${shown(path)}' lies.`, {
    hint: 'Have it added to the repository with git submodule add, or fetch it without its submodules.',
  });
}

function forbidden(path: string, written: string): RejectedError {
  const place = shown(written);
  return new RejectedError(
    'SOURCE_FORBIDDEN',
    `The submodule '${shown(path)}' lies at '${place}', which is no place to fetch from.`,
    {
      hint: 'Have .gitmodules name it by https, ssh or git, or relative to its repository.',
    },
  );
}

function tooLong(): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `.gitmodules has more than ${MAX_CONFIG_BYTES} bytes.`, {
    hint: 'Fetch the repository without its submodules.',
  });
}

function shown(text: string): string {
  return maskText(text)
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, '?');
}

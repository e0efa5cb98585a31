import { RejectedError } from '@packyard/contracts';
import { z } from 'zod';

const NpmLock = z.looseObject({
  packages: z
    .record(z.string(), z.looseObject({ version: z.string().optional(), integrity: z.string().optional() }))
    .default({}),
  dependencies: z.unknown().optional(),
});
const FormerEntry = z.record(
  z.string(),
  z.looseObject({ version: z.string(), integrity: z.string().optional(), dependencies: z.unknown().optional() }),
);

/** A lock with the file that it is in. */
export interface NamedLockfile {
  file: string;
  text: string;
}

/** Hashes by `name@version`. */
type Integrities = ReadonlyMap<string, string>;

/**
 * pnpm takes versions from another tool's lock file, and the hashes from whatever the registry offers now.
 * @throws RejectedError ENVIRONMENT_FAILED when these differ from those of the lock file
 */
export function assertSameHashes(lock: NamedLockfile, pnpmLock: string): void {
  const locked = lock.file === 'yarn.lock' ? inYarnLock(lock.text) : inNpmLock(lock.text);
  const offered = inPnpmLock(pnpmLock);
  const differing = [...locked].filter(([id, integrity]) => differs(integrity, offered.get(id))).map(([id]) => id);
  if (differing.length === 0) return;
  throw new RejectedError(
    'ENVIRONMENT_FAILED',
    `The registry offers other content than ${lock.file} says for ${differing.slice(0, 5).join(', ')}.`,
    {
      hint: `See whether npm_config_registry of the worker names the right registry; if the new content is meant, make ${lock.file} anew and submit the pack again.`,
    },
  );
}

/** Of several hashes one algorithm's at least has to be the same; other algorithms can't be compared. */
function differs(locked: string, offered: string | undefined): boolean {
  const hashes = (offered ?? '').split(' ');
  return locked.split(' ').some((hash) => {
    const [algorithm = ''] = hash.split('-');
    const same = hashes.filter((other) => other.startsWith(`${algorithm}-`));
    return same.length > 0 && !same.includes(hash);
  });
}

function inNpmLock(text: string): Integrities {
  const { packages, dependencies } = NpmLock.parse(JSON.parse(text.replace(/^\ufeff/, '')));
  const known = Object.entries(packages).flatMap(([path, { version, integrity }]) =>
    version === undefined || integrity === undefined
      ? []
      : [[`${path.split('node_modules/').at(-1) ?? ''}@${version}`, integrity] as const],
  );
  return new Map([...inFormerNpmLock(dependencies), ...known]);
}

/** Until npm 6 entries lay in each other. */
function inFormerNpmLock(dependencies: unknown): [string, string][] {
  const read = FormerEntry.safeParse(dependencies);
  if (!read.success) return [];
  return Object.entries(read.data).flatMap(([name, { version, integrity, dependencies: inner }]) => [
    ...inFormerNpmLock(inner),
    ...(integrity === undefined ? [] : [[`${name}@${version}`, integrity] as [string, string]]),
  ]);
}

/** Of Yarn 1; later ones have checksums of archives of their own. */
function inYarnLock(text: string): Integrities {
  const known = new Map<string, string>();
  let name: string | undefined;
  let version: string | undefined;
  // Line by line: to an expression for the whole text more than a line feed begins a line.
  for (const line of text.split('\n')) {
    if (!line.startsWith('  ')) {
      name = line.endsWith(':') ? /^"?(@?[^@\s"]+)@/.exec(line)?.[1] : undefined;
      version = undefined;
    }
    version ??= /^ {2}version "([^"]+)"/.exec(line)?.[1];
    const integrity = /^ {2}integrity (\S+)/.exec(line)?.[1];
    if (name !== undefined && version !== undefined && integrity !== undefined)
      known.set(`${name}@${version}`, integrity);
  }
  return known;
}

function inPnpmLock(text: string): Integrities {
  const entry = /^ {2}'?(@?[^@\s'()]+@[^\s'():]+)'?:\n {4}resolution: \{integrity: ([^,}\s]+)/gm;
  return new Map([...text.matchAll(entry)].map(([, id = '', integrity = '']) => [id, integrity]));
}

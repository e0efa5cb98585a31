import { RejectedError } from '@packyard/contracts';
import { z } from 'zod';
import type { LockedPackage } from './vendored-lockfile';

const Entry = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
});
const NpmLock = z.looseObject({ packages: z.record(z.string(), Entry) });

/** The packages of the lock that npm keeps in `node_modules` that come as archives; folders of the pack need none. */
export function npmLockedPackages(lock: string): LockedPackage[] {
  const all = Object.entries(read(NpmLock, lock, 'the lock').packages).flatMap(([path, entry]) =>
    lockedIn(path, entry),
  );
  return [...new Map(all.map((locked) => [locked.id, locked])).values()];
}

/** A `package-lock.json` of the same, with each package's archive at the path that is answered for it. */
export function npmLockWithLocalArchives(
  lock: string,
  manifest: string,
  pathOf: (locked: LockedPackage) => string,
): string {
  const former = read(NpmLock, lock, 'the lock');
  const root = read(z.looseObject({}), manifest, 'package.json');
  const packages = Object.entries(former.packages).map(([path, entry]) => {
    const [locked] = lockedIn(path, entry);
    return [path, locked === undefined ? entry : { ...entry, resolved: `file:${pathOf(locked)}` }] as const;
  });
  return JSON.stringify({ ...former, packages: { ...Object.fromEntries(packages), '': root } });
}

function read<Value>(schema: z.ZodType<Value>, text: string, what: string): Value {
  try {
    return schema.parse(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch (cause) {
    const message = `Of a Node.js environment that npm built ${what} can't be read.`;
    const hint = 'Install the pack again with force_rebuild where it was exported, and export it again.';
    throw new RejectedError('ENVIRONMENT_FAILED', message, { hint, cause });
  }
}

function lockedIn(path: string, { name, version, resolved, integrity }: z.infer<typeof Entry>): LockedPackage[] {
  const called = name ?? path.split('node_modules/').at(-1) ?? '';
  if (version === undefined || integrity === undefined) return [];
  const id = `${called}@${version}`;
  // Without a URL, or with one of a registry, the version says it.
  const isOfRegistry = resolved === undefined || /\/-\/[^/]+\.tgz$/.test(resolved);
  return [{ id, integrity, spec: isOfRegistry ? id : resolved }];
}

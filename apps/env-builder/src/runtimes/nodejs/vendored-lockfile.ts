import { createHash } from 'node:crypto';
import { RejectedError } from '@packyard/contracts';

/** A package that a lock names. */
export interface LockedPackage {
  /** `name@version` */
  id: string;
  /** `sha512-…` */
  integrity: string;
  /** What `npm pack` finds it by. */
  spec: string;
}

const ENTRY = /^ {2}(?:'([^'\n]+)'|([^\s'\n][^\s\n]*)):\n {4}resolution: \{([^}\n]*)\}$/gm;
const FIELD = /(?<!\w)(\w+): ([^,\s]+)/g;
/** Escapes, anchors and aliases, by which YAML can say something in another way than it is looked for here. */
const OTHER_WORDS = /\\|(?:^|[\s:[{,-])[&*][^\s'"]|<<:/m;

/**
 * The packages of pnpm's lock that come as archives; folders of the pack need none.
 * @throws RejectedError ENVIRONMENT_FAILED for what comes from elsewhere, or is not written as pnpm writes it
 */
export function lockedPackages(lock: string): LockedPackage[] {
  const entries = [...lock.matchAll(ENTRY)];
  const isAsWritten = entries.length === (lock.match(/resolution/g) ?? []).length && !OTHER_WORDS.test(lock);
  if (!isAsWritten) throw refused('it is not written as pnpm writes it', 'Build the environment again, and export it.');
  return entries.flatMap(([, quoted, plain, fields = '']) => {
    const id = quoted ?? plain ?? '';
    const { integrity, tarball, type, ...others } = Object.fromEntries(
      [...fields.matchAll(FIELD)].map(([, name = '', value = '']) => [name, value.replace(/^'|'$/g, '')]),
    ) as Record<string, string | undefined>;
    if (type === 'directory' && integrity === undefined && tarball === undefined) return [];
    if (integrity === undefined || type !== undefined || Object.keys(others).length > 0) {
      throw refused(
        `${id} comes from a repository, and has no hash`,
        'Publish it in a registry, or let the pack bring it along as a folder.',
      );
    }
    return [{ id, integrity, spec: tarball ?? id }];
  });
}

/** The same lock, with each package's archive at the path that is answered for it. */
export function withLocalArchives(lock: string, pathOf: (locked: LockedPackage) => string): string {
  const packages = new Map(lockedPackages(lock).map((locked) => [locked.id, locked]));
  return lock.replace(ENTRY, (entry, quoted: string | undefined, plain: string | undefined, fields: string) => {
    const locked = packages.get(quoted ?? plain ?? '');
    if (locked === undefined) return entry;
    const archive = JSON.stringify(`file:${pathOf(locked)}`);
    return entry.replace(`{${fields}}`, () => `{integrity: ${locked.integrity}, tarball: ${archive}}`);
  });
}

/** A name for its archive that no other package of a lock has. */
export function archiveName({ id }: LockedPackage): string {
  const shown = id
    .replace(/[^\w.+-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 200);
  return `${shown}-${createHash('sha256').update(id).digest('hex').slice(0, 12)}.tgz`;
}

function refused(why: string, hint: string): RejectedError {
  return new RejectedError('ENVIRONMENT_FAILED', `The lockfile of the Node.js environment can't be exported: ${why}.`, {
    hint,
  });
}

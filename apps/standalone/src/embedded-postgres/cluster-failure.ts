import { RejectedError } from '@packyard/contracts';

/** What PostgreSQL and initdb say, and what to do about it. The first that fits counts. */
const REMEDIES: readonly [RegExp, string][] = [
  [/No space left|Disk quota/i, 'Make room on the disk of PACKYARD_HOME, and start Packyard again.'],
  [/Too many open files|file descriptors/i, 'Allow more open files (ulimit -n 4096), and start Packyard again.'],
  [/Read-only file system|Permission denied/i, 'Give the user that runs Packyard write access to PACKYARD_HOME.'],
  [/Address already in use|could not bind/i, 'Another program took its port meanwhile: start Packyard again.'],
  [/shared memory|Cannot allocate memory/i, 'Give the machine or the container more memory.'],
  [
    /version mismatch|incompatible|not compatible/i,
    'Another release of PostgreSQL made its files: start Packyard with that one.',
  ],
];
const OTHERWISE =
  'See whether the disk is full and PACKYARD_HOME can be written; or set DATABASE_URL to a PostgreSQL of your own.';

export function failed(what: string, output: string): RejectedError {
  const told = output.trim().split('\n').slice(-4).join(' / ');
  const hint = REMEDIES.find(([said]) => said.test(output))?.[1] ?? OTHERWISE;
  return new RejectedError('STORE_FAILED', `The embedded PostgreSQL ${what}: ${told}`, { hint });
}

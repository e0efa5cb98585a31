import { serveReader } from '@packyard/sandbox';
import { assertSameHashes, type NamedLockfile } from '../nodejs/assert-same-hashes';
import { lockNames } from './lockfile-names';

serveReader({
  names: ({ text, file }: NamedLockfile) => Promise.resolve(lockNames(text, file)),
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is the answer
  compare: async ({ lock, made }: { lock: NamedLockfile; made: string }) => assertSameHashes(lock, made),
});

import { serveReader } from '@packyard/sandbox';
import { assertSameContent, type NamedLockfile } from '../nodejs/locked-content';
import { lockNames } from './lockfile-names';

serveReader({
  names: ({ text, file }: NamedLockfile) => Promise.resolve(lockNames(text, file)),
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is the answer
  compare: async ({ lock, made }: { lock: NamedLockfile; made: string }) => assertSameContent(lock, made),
});

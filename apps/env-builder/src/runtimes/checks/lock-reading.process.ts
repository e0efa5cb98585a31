import { serveReader } from '@packyard/sandbox';
import { assertSameContent, type NamedLock } from '../nodejs/locked-content';
import { lockNames } from './lock-names';

serveReader({
  names: ({ text, file }: NamedLock) => Promise.resolve(lockNames(text, file)),
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is the answer
  compare: async ({ lock, made }: { lock: NamedLock; made: string }) => assertSameContent(lock, made),
});

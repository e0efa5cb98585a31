// A reader that does everything that a reader must not be able to do to others.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { RejectedError } = require(join(import.meta.dirname, '../../dist/libs/contracts/src/index.js'));
const { serveReader } = require(join(import.meta.dirname, '../../dist/libs/sandbox/src/index.js'));
const kept = [];

serveReader({
  echo: (input) => Promise.resolve(input),
  who: () => Promise.resolve(process.pid),
  refuse: () => Promise.reject(new RejectedError('ARCHIVE_INVALID', 'It is not.', { hint: 'Fix it.' })),
  pieces: async (count, emit) => {
    for (let number = 0; number < count; number += 1) await emit(number);
    return count;
  },
  spin: () => {
    for (;;) kept.length = 0;
  },
  heap: () => {
    for (;;) kept.push(Array.from({ length: 1000 }, () => ({})));
  },
  buffers: async () => {
    for (;;) {
      kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
  escape: () => {
    setImmediate(() => {
      throw new Error('nobody listens');
    });
    return new Promise(() => undefined);
  },
  exit: () => process.exit(3),
});

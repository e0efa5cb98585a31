import { spawn } from 'node:child_process';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, temporaryFolder } from '@packyard/testing';
import { endAllOf } from './end-all-of';

const folder = temporaryFolder();
const uid = 0x7fff_ff00 + (process.pid % 200);

/** Each starts the next and ends at once; leaves a mark of life. For half a minute at most, whatever happens to the test. */
const CHAIN = `
import os, time
end = time.time() + 30
while time.time() < end:
    os.utime("alive")
    if os.fork(): os._exit(0)
`;

const itAsRoot = process.platform === 'linux' && process.getuid?.() === 0 ? it : it.skip;

itAsRoot('a chain of programs, each of which starts the next and ends, is ended with its user', async () => {
  chmodSync(folder, 0o777);
  const alive = join(folder, 'alive');
  const begin = ['-c', `open("alive", "w").close()\n${CHAIN}`];
  spawn('python3', begin, { cwd: folder, uid, gid: uid, stdio: 'inherit' });
  await eventually(() => expect(existsSync(alive)).toBe(true));
  const before = statSync(alive).mtimeMs;
  await eventually(() => expect(statSync(alive).mtimeMs).toBeGreaterThan(before));
  await endAllOf({ uid });
  const last = statSync(alive).mtimeMs;
  await delay(300);
  expect(statSync(alive).mtimeMs).toBe(last);
});

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, temporaryFolder } from '@packyard/testing';
import { ProcessTree } from './process-tree';
import { killProgramsOfUser } from './kill-programs-of-user';

const folder = temporaryFolder();
chmodSync(folder, 0o777);
// Nobody's: process numbers do not reach that far.
const first = 0x6fff_f000;

/**
 * Each starts the next and ends at once, and sends a signal to all that it may; leaves a mark of life. For half a minute at
 * most, whatever happens to the test.
 */
const chain = (signal: number) => `
import os, time
end = time.time() + 30
open("alive-${signal}", "w").close()
while time.time() < end:
    os.utime("alive-${signal}")
    if ${signal}:
        try: os.kill(-1, ${signal})
        except ProcessLookupError: pass
    if os.fork(): os._exit(0)
`;

const describeAsRoot = process.platform === 'linux' && process.getuid?.() === 0 ? describe : describe.skip;

describeAsRoot('a chain of programs, each of which starts the next and ends', () => {
  it.each([
    ['', 0],
    [', and kills what it can', 9],
    [', and stops what it can', 19],
  ])('is ended with its user%s', async (_what, signal) => {
    const user = { uid: first + signal };
    const alive = join(folder, `alive-${signal}`);
    spawn('python3', ['-c', chain(signal)], { cwd: folder, uid: user.uid, gid: user.uid, stdio: 'ignore' });
    await eventually(() => expect(existsSync(alive)).toBe(true));
    const before = statSync(alive).mtimeMs;
    await eventually(() => expect(statSync(alive).mtimeMs).toBeGreaterThan(before));
    await killProgramsOfUser(user, first + 100);
    await new ProcessTree(-1, { ...user, isUnique: true }).end();
    const last = statSync(alive).mtimeMs;
    await delay(300);
    expect(statSync(alive).mtimeMs).toBe(last);
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { findPostmaster } from './postmaster';

describe('who runs on a data folder', () => {
  const folder = temporaryFolder();
  const started: ChildProcess[] = [];
  let count = 0;

  afterAll(() => {
    for (const child of started) child.kill('SIGKILL');
  });

  async function aFolder({ socket, uid }: { socket?: string; uid?: number } = {}): Promise<string> {
    const data = join(folder, `data-${(count += 1)}`);
    mkdirSync(data, { mode: 0o700 });
    // Whatever it is, it names the folder.
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("runs")', data], {
      ...(uid === undefined ? {} : { uid, cwd: '/' }),
    });
    started.push(child);
    await once(child.stdout, 'data');
    writeFileSync(join(data, 'postmaster.pid'), [child.pid, data, 1, 5432, socket ?? data, ''].join('\n'));
    return data;
  }

  it('is a process of its owner', async () => {
    const data = await aFolder();
    expect(findPostmaster(data)).toMatchObject({ port: 5432, socketFolder: data });
  });

  // Only root can start what is somebody else's.
  (process.getuid?.() === 0 ? it : it.skip)('is no process of another user, whatever that names', async () => {
    const data = await aFolder({ uid: 65_534 });
    expect(findPostmaster(data)).toBeUndefined();
    expect(existsSync(join(data, 'postmaster.pid'))).toBe(false);
  });

  (process.getuid?.() === 0 ? it : it.skip)("is nobody where the folder of the socket is another user's", async () => {
    const socket = join(folder, 'theirs');
    mkdirSync(socket);
    chownSync(socket, 65_534, 65_534);
    expect(findPostmaster(await aFolder({ socket }))).toBeUndefined();
  });

  it('is nobody where the folder of the socket is a link', async () => {
    const socket = join(folder, 'link');
    symlinkSync(folder, socket);
    expect(findPostmaster(await aFolder({ socket }))).toBeUndefined();
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { FolderLock } from './folder-lock';

const HOLDER = `
  const database = new (require('node:sqlite').DatabaseSync)(process.argv[1], { timeout: 0 });
  database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  console.log('held');
  setInterval(() => database.isOpen, 1000);`;

describe('the lock of a folder', () => {
  const folder = temporaryFolder();
  const file = () => join(folder, 'lock');

  it('is free again when the process that had it was killed', async () => {
    const holder = spawn(process.execPath, ['-e', HOLDER, file()], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    expect(FolderLock.take(file())).toBeUndefined();
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    const taken = FolderLock.take(file());
    expect(taken).toBeDefined();
    expect(FolderLock.take(file())).toBeUndefined();
    taken?.release();
    FolderLock.take(file())?.release();
  });

  it('is held by nobody who could only read the file', () => {
    for (const mode of [0o644, undefined]) {
      rmSync(file(), { force: true });
      if (mode !== undefined) writeFileSync(file(), '', { mode });
      FolderLock.take(file())?.release();
      expect(statSync(file()).mode & 0o777).toBe(0o600);
    }
  });

  it('is no matter of locks where the file can not be made', () => {
    expect(() => FolderLock.take(join(folder, 'missing', 'lock'))).toThrow('unable to open database file');
  });
});

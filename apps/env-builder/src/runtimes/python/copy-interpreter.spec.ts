import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { copyInterpreter, linkInterpreter } from './copy-interpreter';

const folder = temporaryFolder();
const { signal } = new AbortController();
let count = 0;

function aTree(files: readonly string[], links: Readonly<Record<string, string>> = {}): string {
  const root = join(folder, `tree-${count++}`);
  const make = (path: string) => mkdirSync(dirname(join(root, path)), { recursive: true });
  for (const path of files) {
    make(path);
    writeFileSync(join(root, path), path);
  }
  for (const [path, target] of Object.entries(links)) {
    make(path);
    symlinkSync(target, join(root, path));
  }
  return root;
}

describe('an interpreter that foreign code has made', () => {
  it('is copied with its links and times, and with rights of its own', async () => {
    const from = aTree(['bin/python3.12', 'lib/python3.12/os.py'], {
      'bin/python': 'python3.12',
      'lib/a/b': '../python3.12/os.py',
    });
    chmodSync(join(from, 'bin/python3.12'), 0o6777);
    const time = new Date('2020-01-01');
    utimesSync(join(from, 'lib/python3.12/os.py'), time, time);
    const to = join(folder, `copy-${count}`);
    expect(await copyInterpreter(from, to, signal)).toBeUndefined();
    expect(lstatSync(join(to, 'bin/python3.12')).mode & 0o7777).toBe(0o755);
    expect(lstatSync(join(to, 'lib/python3.12/os.py'))).toMatchObject({ nlink: 1, mtime: time });
    expect(readlinkSync(join(to, 'bin/python'))).toBe('python3.12');
    expect(readFileSync(join(to, 'lib/a/b'), 'utf8')).toBe('lib/python3.12/os.py');
  });

  it('is the same files where it is linked', async () => {
    const from = aTree(['bin/python3.12'], { 'bin/python': 'python3.12' });
    const to = join(folder, `copy-${count}`);
    expect(await linkInterpreter(from, to, signal)).toBeUndefined();
    expect(lstatSync(join(to, 'bin/python3.12')).ino).toBe(lstatSync(join(from, 'bin/python3.12')).ino);
    expect(lstatSync(join(to, 'bin/python')).isSymbolicLink()).toBe(true);
  });

  it.each([
    ['/etc/passwd'],
    ['../../etc'],
    ['..'],
    // What lies behind another link is not what its path says.
    ['../up/down/../../../etc'],
  ])('is refused with a link to %s', async (target) => {
    const from = aTree(['bin/python3.12', 'up/down/x'], { 'bin/out': target });
    const to = join(folder, `copy-${count}`);
    expect(await copyInterpreter(from, to, signal)).toBe('bin/out');
    expect(existsSync(join(to, 'bin/out'))).toBe(false);
  });

  it('is refused with what is no file', async () => {
    const from = aTree(['bin/python3.12']);
    execFileSync('mkfifo', [join(from, 'bin/pipe')]);
    expect(await copyInterpreter(from, join(folder, `copy-${count}`), signal)).toBe('bin/pipe');
  });
});

import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '@packyard/testing';

const HELPER = pathToFileURL(resolve(__dirname, 'support/memory-folder.mjs')).href;
const NAMESPACE = existsSync('/proc')
  ? execFileSync(
      process.execPath,
      ['--input-type=module', '-e', `import { pidNamespace } from '${HELPER}'; process.stdout.write(pidNamespace())`],
      { encoding: 'utf8' },
    )
  : '';
// More than Linux gives.
const NOBODYS_PID = 4_194_305;
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

(NAMESPACE === '' ? describe.skip : describe)('what an interrupted run of the tests has left in memory', () => {
  const memory = temporaryFolder();
  const put = (pid: number, namespace: string) => {
    const folder = join(memory, `packyard-${pid}-${namespace}-${readdirSync(memory).length}`);
    mkdirSync(join(folder, 'database'), { recursive: true });
    return folder;
  };
  const removeLeft = (before = '') =>
    execFileSync(
      process.execPath,
      ['--input-type=module', '-e', `import { removeLeft } from '${HELPER}'; ${before}; removeLeft('${memory}')`],
      { stdio: 'pipe' },
    );

  it('goes, and what a run uses stays', () => {
    const [left, used] = [put(NOBODYS_PID, NAMESPACE), put(process.pid, NAMESPACE)];
    removeLeft();
    expect([left, used].map((folder) => existsSync(folder))).toEqual([false, true]);
  });

  it('stays where it may be of a run that has other pids', () => {
    const folder = put(NOBODYS_PID, '1');
    removeLeft();
    expect(existsSync(folder)).toBe(true);
  });

  it('stays where it is not of whoever runs them now', () => {
    const folder = put(NOBODYS_PID, NAMESPACE);
    removeLeft('const own = process.getuid(); process.getuid = () => own + 1');
    expect(existsSync(folder)).toBe(true);
  });

  it('keeps no tests from running where it can not be removed', () => {
    const folder = put(NOBODYS_PID, NAMESPACE);
    // Root may remove everything.
    if (isRoot) for (const each of [folder, join(folder, 'database')]) chownSync(each, NOBODY, NOBODY);
    chmodSync(memory, 0o555);
    try {
      const asNobody = `process.seteuid(${NOBODY}); process.getuid = process.geteuid`;
      expect(() => removeLeft(isRoot ? asNobody : '')).not.toThrow();
      expect(existsSync(folder)).toBe(true);
    } finally {
      chmodSync(memory, 0o711);
    }
  });
});

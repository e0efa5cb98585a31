import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { machinePlatform } from '@packyard/store';
import { create } from 'tar';
import { EntryCheck } from './entry-check';
import { restoreBackup } from './restore-backup';

describe('a backup that somebody else has made', () => {
  const folder = temporaryFolder();
  const [made, home, outside] = ['a/made', 'x/home', 'outside'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const file = join(folder, 'packyard.backup');
  const contents = { packs: [], environments: [], staged: [] };
  const database = { migrations: [], tables: [], sequences: [], contents };

  beforeEach(() => {
    for (const path of [join(folder, 'a'), join(folder, 'x'), outside]) rmSync(path, { recursive: true, force: true });
    for (const path of [join(made, 'home'), outside]) mkdirSync(path, { recursive: true });
    describeIt(database);
  });

  function describeIt(of: object, incomplete?: string[]): void {
    const description = {
      format: 1,
      packyard: '1.0.0',
      made: new Date(),
      home,
      platform: machinePlatform(),
      database: of,
      incomplete,
    };
    writeFileSync(join(made, 'backup.json'), JSON.stringify(description));
  }

  async function restore(paths: readonly string[]): Promise<unknown> {
    await create({ cwd: made, file, zstd: true, preservePaths: true }, ['backup.json', ...paths]);
    const notReached = () => Promise.reject(new Error('the files are in place'));
    const order = { home, isShared: false, file, openDatabase: notReached, closeDatabase: () => Promise.resolve() };
    return restoreBackup(order).catch((error: unknown) => error);
  }

  const refused = (path: string) => ({
    code: 'STORE_FAILED',
    message: `${file} would write outside of the home: ${JSON.stringify(path)}.`,
  });

  it.each([
    ['above it', () => '../evil.txt'],
    ['at any place', () => join(folder, 'a/evil.txt')],
    ['in its home, by a way around', () => 'home/../../evil.txt'],
  ])('writes no file %s', async (_where, path) => {
    writeFileSync(join(folder, 'a/evil.txt'), 'evil');
    expect(await restore(['home', path()])).toMatchObject(refused(path()));
    expect(existsSync(home)).toBe(false);
  });

  it('writes nothing through a link that it brings', async () => {
    symlinkSync(outside, join(made, 'home/link'));
    mkdirSync(join(made, 'home/below'));
    writeFileSync(join(made, 'home/below/evil.txt'), 'evil');
    const renamed = { onWriteEntry: (entry: { path: string }) => (entry.path = entry.path.replace('below', 'link')) };
    await create({ cwd: made, file, zstd: true, ...renamed }, ['backup.json', 'home/link', 'home/below/evil.txt']);
    const order = { home, isShared: false, file, openDatabase: jest.fn(), closeDatabase: jest.fn() };
    await expect(restoreBackup(order)).rejects.toMatchObject(refused('home/link/evil.txt'));
    expect(readdirSync(outside)).toEqual([]);
  });

  it('brings no second name of a link, nor one of what it has not brought', () => {
    const check = new EntryCheck();
    check.look({ type: 'Directory', path: 'home/' });
    check.look({ type: 'File', path: 'home/file' });
    check.look({ type: 'Link', path: 'home/same', linkpath: 'home/file' });
    check.look({ type: 'SymbolicLink', path: 'home/link', linkpath: outside });
    expect(check.outside).toBeUndefined();
    check.look({ type: 'Link', path: 'home/other', linkpath: 'home/link' });
    expect(check.outside).toBe('home/other');
  });

  it('brings no second name of a file that lies at that path of the machine', () => {
    const check = new EntryCheck();
    check.look({ type: 'File', path: 'home/file' });
    check.look({ type: 'Link', path: 'home/same', linkpath: '/home/file' });
    expect(check.outside).toBe('home/same');
  });

  it.each(['postgres/postgresql.conf', 'postgres-password', 'tools/uv', 'address'])(
    'brings no %s, which no backup has',
    (path) => {
      const check = new EntryCheck();
      check.look({ type: 'File', path: `home/${path}` });
      expect(check.outside).toBe(`home/${path}`);
    },
  );

  it('brings nothing twice: a link would take the place of a file', () => {
    const check = new EntryCheck();
    check.look({ type: 'Directory', path: 'home/' });
    check.look({ type: 'File', path: 'home/x' });
    expect(check.outside).toBeUndefined();
    check.look({ type: 'SymbolicLink', path: 'home/x', linkpath: outside });
    expect(check.outside).toBe('home/x');
  });

  it.each(['home', 'tables'])('follows no link in place of its folder %s', async (name) => {
    rmSync(join(made, name), { recursive: true, force: true });
    symlinkSync(outside, join(made, name));
    writeFileSync(join(outside, 'precious.txt'), 'of somebody else');
    expect(await restore([name])).toMatchObject(refused(name));
    expect(readdirSync(outside)).toEqual(['precious.txt']);
  });

  it('reads no rows from elsewhere', async () => {
    describeIt({ ...database, tables: [{ name: '../../evil', columns: [], rows: 0, sha256: '' }] });
    expect(await restore(['home'])).toMatchObject({ message: `${file} is no backup that this version reads.` });
  });

  it('is refused when a version is not what it was, but for one that it says it lacks files of', async () => {
    const packs = [{ path: 'long/1.0.0-0', digest: `sha256:${'0'.repeat(64)}` }];
    mkdirSync(join(made, 'home/store/packs/long/1.0.0-0'), { recursive: true });
    const of = { ...database, contents: { ...contents, packs } };
    describeIt(of);
    expect(await restore(['home'])).toMatchObject({ message: expect.stringContaining('has the digest') });
    describeIt(of, ['long/1.0.0-0']);
    expect(await restore(['home'])).toMatchObject({ message: 'the files are in place' });
  });

  it('is restored with its links, wherever these lead, and files of several names', async () => {
    symlinkSync(outside, join(made, 'home/link'));
    writeFileSync(join(made, 'home/file'), 'text');
    linkSync(join(made, 'home/file'), join(made, 'home/same'));
    expect(await restore(['home'])).toMatchObject({ message: 'the files are in place' });
  });
});

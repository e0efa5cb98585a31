import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTestDatabase, temporaryFolder, type TestDatabase } from '@packyard/testing';
import { list } from 'tar';
import { writeBackup } from './write-backup';

describe('what a backup takes of a home', () => {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  let database: TestDatabase;
  let names: string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query(`
      INSERT INTO environment (runtime, fingerprint, request, status, path)
        VALUES ('python', 'f', '{}', 'ready', 'python/f/1-1');
      INSERT INTO execution (action, parameters, status, requested_by, request_digest, finished_at)
        VALUES ('core.install_packs', '{}', 'running', 'somebody', '', NULL), ('core.install_packs', '{}', 'failed', 'somebody', '', now())`);
    await database.query(`
      INSERT INTO execution_pack (execution_id, origin, source_text, source, download_result)
        SELECT id, 'request', '', '{}', jsonb_build_object('stagedPath', id || '/1-1/content/pack') FROM execution`);
    for (const path of PLACES) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), '');
    }
    symlinkSync('1-2', join(home, 'store/environments/python/f/current'));
    chmodSync(join(home, CLOSED_FILE), 0o000);
    chmodSync(dirname(join(home, IN_CLOSED_FOLDER)), 0o000);
    const file = join(folder, 'packyard.backup');
    await writeBackup({ home, databaseUrl: database.url, file, version: '1.0.0' });
    names = await namesIn(file);
  });
  afterAll(() => database.drop());

  it('is what rows name, where downloads, tools and foreign code write', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'store/packs/app/pack.yaml',
        'store/vendored/python/0a/files/a.whl',
        'staging/1/1-1/content/pack/pack.yaml',
        'store/environments/python/f/1-1/ready.py',
        'store/environments/python/f/1-2/newer.py',
        'store/environments/python/f/current',
      ]),
    );
    expect(names.filter((name) => name.includes('left-out'))).toEqual([]);
  });

  it('may be read, whatever foreign code has made of it', () => {
    expect(names).toEqual(expect.arrayContaining([CLOSED_FILE, IN_CLOSED_FOLDER]));
    expect(statSync(join(home, CLOSED_FILE)).mode & 0o777).toBe(0o400);
    expect(statSync(dirname(join(home, IN_CLOSED_FOLDER))).mode & 0o777).toBe(0o500);
  });
});

const CLOSED_FILE = 'store/environments/python/f/1-1/closed.py';
const IN_CLOSED_FOLDER = 'store/environments/python/f/1-1/closed/file.py';
const PLACES = [
  'store/packs/app/pack.yaml',
  'store/vendored/python/0a/files/a.whl',
  'store/vendored/python/.0b/files/left-out.whl',
  'store/environments/python/f/1-1/ready.py',
  'store/environments/python/f/1-2/newer.py',
  'store/environments/python/f/2-1/left-out.py',
  'store/environments/nodejs/f/3-1/left-out.js',
  'staging/1/1-1/content/pack/pack.yaml',
  'staging/1/1-1/content/left-out.txt',
  'staging/1/1-1/scratch/left-out.tgz',
  'staging/1/build-1-1/scratch/left-out.txt',
  'staging/2/1-1/content/pack/left-out.txt',
  'staging/probe-1/left-out.txt',
  'incoming/left-out.txt',
  CLOSED_FILE,
  IN_CLOSED_FOLDER,
];

async function namesIn(file: string): Promise<string[]> {
  const names: string[] = [];
  await list({ file, onReadEntry: ({ path }) => void names.push(path.replace(/^home\//, '')) });
  return names;
}

import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { environmentRequests, readPack } from '@packyard/pack';
import type { EnvironmentEntity } from '@packyard/schema';
import { EnvironmentStore, HomeLayout, StagingArea } from '@packyard/store';
import { temporaryFolder } from '@packyard/testing';
import { BuildWorkspace } from './build-workspace';

const folder = temporaryFolder();
let count = 0;

describe('what a build is given to read', () => {
  it('is what counts in the fingerprint, byte by byte, and nothing else', async () => {
    const root = aStagedPack({
      'requirements.txt': '-r more/base.txt\n',
      'more/base.txt': 'six\n',
      'more/other.txt': 'flask\n',
      'README.md': 'x',
    });
    const given = await prepared(root);
    expect(filesIn(given)).toEqual(['more/base.txt', 'requirements.txt']);
    expect(readFileSync(join(given, 'more/base.txt'), 'utf8')).toBe('six\n');
  });

  it('is the whole pack when something in it is named, without links to former environments', async () => {
    const root = aStagedPack({ 'requirements.txt': './lib\n', 'lib/setup.py': 'pass', 'README.md': 'x' });
    symlinkSync(folder, join(root, 'virtualenv'));
    symlinkSync('README.md', join(root, 'alias'));
    const given = await prepared(root);
    expect(filesIn(given)).toEqual(['README.md', 'alias', 'lib/setup.py', 'pack.yaml', 'requirements.txt']);
    expect(lstatSync(join(given, 'alias')).isSymbolicLink()).toBe(true);
    expect(existsSync(join(root, 'virtualenv'))).toBe(true);
  });

  it('is a copy: what the build writes changes nothing of the pack', async () => {
    const root = aStagedPack({ 'requirements.txt': 'six\n' });
    writeFileSync(join(await prepared(root), 'requirements.txt'), 'evil\n');
    expect(readFileSync(join(root, 'requirements.txt'), 'utf8')).toBe('six\n');
  });

  it('is what a link of the pack leads to, as a file', async () => {
    const root = aStagedPack({ 'files/all.txt': 'six\n' });
    symlinkSync('files/all.txt', join(root, 'requirements.txt'));
    const given = await prepared(root);
    expect(lstatSync(join(given, 'requirements.txt')).isFile()).toBe(true);
    expect(readFileSync(join(given, 'requirements.txt'), 'utf8')).toBe('six\n');
  });

  it.each(['../secret', '/etc/passwd', 'a/../../secret'])(
    'is never what lies outside of the pack: %s',
    async (path) => {
      const root = aStagedPack({ 'requirements.txt': 'six\n' });
      const request = { runtime: 'python', inputs: [{ path, sha256: '' }], fingerprint: 'f' };
      await expect(prepared(root, request as never)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
    },
  );
});

const layout = new HomeLayout(join(folder, 'home'));
const staging = new StagingArea(layout);

/** In the staging area, as a download leaves it. */
function aStagedPack(files: Record<string, string>): string {
  const root = staging.absolutePath(`pack-${count++}`);
  for (const [path, text] of Object.entries({ 'pack.yaml': 'ref: a\nlabel: A\nversion: 1.0.0\n', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** The folder that the build gets. */
async function prepared(root: string, request?: EnvironmentEntity['request']): Promise<string> {
  const { manifest } = await readPack(root);
  const { requests } = await environmentRequests(root, manifest, { skipPython: false, skipNodejs: true });
  const environment = { runtime: 'python', fingerprint: 'f'.repeat(64), request: request ?? requests[0] };
  const task = { id: String(count), jobNumber: 1, executionId: '1' };
  const workspace = new BuildWorkspace(layout, staging, new EnvironmentStore(layout));
  const stagedPath = relative(layout.staging, root);
  return (await workspace.prepare(task as never, environment as never, stagedPath)).contentFolder;
}

function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { readPack } from '../read-pack';
import { environmentRequests } from './environment-requests';

const folder = temporaryFolder();
const PACK = 'ref: slack\nlabel: Slack\nversion: 1.0.0\n';
let count = 0;

function tree(files: Record<string, string | Buffer>): string {
  const root = join(folder, `tree-${count++}`);
  for (const [path, content] of Object.entries({ 'pack.yaml': PACK, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

async function asked(root: string, policy = {}) {
  const { manifest } = await readPack(root);
  return environmentRequests(root, manifest, { skipPython: false, skipNodejs: false, policy });
}

const inputs = async (files: Record<string, string | Buffer>) =>
  (await asked(tree(files))).requests[0]?.inputs.map(({ path }) => path);
const fingerprint = async (files: Record<string, string | Buffer>, policy = {}) =>
  (await asked(tree(files), policy)).requests[0]?.fingerprint;

describe('the inputs of a Python environment', () => {
  it.each([
    'flask\n',
    'flask==1.0 # comment\n\nrequests[socks]>=2,<3 ; python_version >= "3.8"\n',
    'six==1.17.0 \\\n  --hash=sha256:00 \\\n  --hash=sha256:11\n',
    'thing @ https://h.example/thing-1.0-py3-none-any.whl\n',
    'git+https://h.example/x.git@v1#egg=x\n',
    '--extra-index-url https://h.example/simple\nflask\n',
  ])('are the requirements alone when these name nothing of the pack: %j', async (requirements) => {
    expect(await inputs({ 'requirements.txt': requirements, 'README.md': 'x' })).toEqual(['requirements.txt']);
  });

  it.each([
    ['-rmore.txt\n', { 'more.txt': 'six\n' }],
    ['-r more.txt\n', { 'more.txt': 'six\n' }],
    ['--requirement=more.txt\n', { 'more.txt': 'six\n' }],
    ['-c more.txt\nsix\n', { 'more.txt': 'six<2\n' }],
    ['# C:\\tools\\\n-r more.txt\n', { 'more.txt': 'six\n' }],
    ['-r a/b.txt\n', { 'a/b.txt': '-r ../more.txt\n', 'more.txt': 'six\n' }],
  ])('are the files that %j names too', async (requirements, files: Record<string, string>) => {
    expect(await inputs({ 'requirements.txt': requirements, ...files })).toEqual([
      'requirements.txt',
      ...Object.keys(files),
    ]);
  });

  it.each([
    'foo.zip',
    './dir',
    'dir/',
    '-e .',
    '-e ./lib',
    './x.whl',
    'x-1.0-py3-none-any.whl',
    'x.tar.gz ; python_version>"3"',
    'x-1.0-py3-none-any.whl --hash=sha256:00',
    'x.zip[extra]',
    '--only-binary :all: --find-links wheels',
    '-i https://h.example/simple -f wheels',
    'x @ file:///a',
    '-f wheels',
    '--find-links=wheels',
    '-r missing.txt',
    '${HOME}/x',
  ])('are the whole pack when the requirements say %s', async (line) => {
    const files = { 'requirements.txt': `${line}\n`, 'data.txt': '1' };
    expect(await inputs(files)).toContain('.');
    expect(await fingerprint(files)).not.toBe(await fingerprint({ ...files, 'data.txt': '2' }));
  });

  it('are never read from outside of the pack', async () => {
    const root = tree({ 'requirements.txt': '-r linked.txt\nsix\n' });
    writeFileSync(join(folder, 'secret'), 'the key');
    symlinkSync(join(folder, 'secret'), join(root, 'linked.txt'));
    const found = (await asked(root)).requests[0]?.inputs.map(({ path }) => path);
    expect(found).toEqual(['requirements.txt', '.']);
  });

  it('count together with the policy', async () => {
    const files = { 'requirements.txt': 'six\n' };
    expect(await fingerprint(files, { sources: true })).not.toBe(await fingerprint(files, { sources: false }));
    expect(await fingerprint(files, { sources: true })).toBe(await fingerprint(files, { sources: true }));
  });

  it('take no time that grows with more than their length', async () => {
    const lines = [`a${' '.repeat(50_000)}!`, `a${'=1,'.repeat(20_000)}!`, `a;${'--hash=x '.repeat(5000)}#!`];
    expect(await inputs({ 'requirements.txt': lines.join('\n') })).toContain('.');
  });
});

describe('a pack without requirements.txt', () => {
  it.each([
    ['Pipfile.lock', { 'Pipfile.lock': '{"default": {"six": {"version": "==1.17.0"}}}' }],
    ['pyproject.toml', { 'pyproject.toml': '[project]\nname = "x"\ndependencies = ["six"]\n' }],
    ['pyproject.toml', { 'pyproject.toml': '[tool.poetry]\nname = "x"\n', 'poetry.lock': '' }],
    ['setup.py', { 'setup.py': 'from setuptools import setup\nsetup()\n' }],
  ])('gets its environment from %s', async (packageFile, files: Record<string, string>) => {
    expect((await asked(tree(files))).requests).toMatchObject([{ runtime: 'python', packageFile }]);
  });

  it.each([
    ['Pipfile', { Pipfile: '[packages]\nsix = "*"\n' }, /Pipfile has no Pipfile\.lock.*pipenv lock/],
    ['uv.lock', { 'uv.lock': 'version = 1\n' }, /uv\.lock is not followed/],
  ])('is told what its %s is not used for', async (_name, files: Record<string, string>, warning) => {
    expect(await asked(tree(files))).toMatchObject({ requests: [], warnings: [expect.stringMatching(warning)] });
  });

  it('has none when its pyproject.toml only configures tools', async () => {
    const files = { 'pyproject.toml': '[tool.black]\nline-length = 100\n' };
    expect(await asked(tree(files))).toEqual({ requests: [], warnings: [] });
  });
});

describe('a Node.js environment', () => {
  const LOCK_FILES = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'npm-shrinkwrap.json'];
  const DEPENDENCY = { 'package.json': '{"dependencies": {"a": "1"}}' };

  it.each(LOCK_FILES)('follows %s', async (lockFile) => {
    const found = await asked(tree({ ...DEPENDENCY, [lockFile]: '{}' }));
    expect(found).toMatchObject({ requests: [{ lockFile }], warnings: [] });
  });

  it.each(['bun.lock', 'deno.lock'])('says that it does not follow %s', async (lockFile) => {
    const found = await asked(tree({ ...DEPENDENCY, [lockFile]: '' }));
    expect(found.warnings).toEqual([`${lockFile} is not followed: add a package-lock.json.`]);
    expect(found.requests).not.toEqual([expect.objectContaining({ lockFile })]);
  });

  it('follows one lock file, and says which ones it does not', async () => {
    const found = await asked(tree({ ...DEPENDENCY, 'yarn.lock': '', 'package-lock.json': '{}', 'bun.lock': '' }));
    expect(found.requests).toMatchObject([{ lockFile: 'package-lock.json' }]);
    expect(found.warnings).toEqual([
      'yarn.lock is not followed: package-lock.json decides.',
      'bun.lock is not followed: package-lock.json decides.',
    ]);
  });

  it.each([
    [{ 'package.json': '{"workspaces": ["packages/*"]}' }],
    [{ 'package.json': '{"dependencies": {"a": "file:./vendor/a"}}' }],
    [{ 'package.json': '{"dependencies": {"a": "workspace:*"}}' }],
  ])('reads the whole pack for %j', async (files) => {
    expect(await inputs(files)).toContain('.');
  });

  it.each([
    { scripts: { postinstall: 'node install.js' } },
    { pnpm: { patchedDependencies: { 'a@1': 'a.patch' } } },
    { dependencies: { a: 'a-1.0.0.tgz' } },
    { dependencies: { a: './vendor/a' } },
  ])('reads the whole pack for %j', async (fields) => {
    expect(await inputs({ 'package.json': JSON.stringify({ dependencies: { b: '1' }, ...fields }) })).toContain('.');
  });

  it.each(['~1.2.0', '^1', 'latest', 'https://h.example/a.tgz', 'user/repository'])(
    'shares what %s names',
    async (version) => {
      expect(await inputs({ 'package.json': JSON.stringify({ dependencies: { a: version } }) })).toEqual([
        'package.json',
      ]);
    },
  );

  it('counts .npmrc', async () => {
    expect(await fingerprint(DEPENDENCY)).not.toBe(
      await fingerprint({ ...DEPENDENCY, '.npmrc': 'registry=https://h.example/\n' }),
    );
  });

  it.each([
    ['', '>=99', '>=99.0.0'],
    ['nodejs: ">=18"\n', '>=20 || ^16', '>=20.0.0 >=18.0.0 || >=16.0.0 <17.0.0-0 >=18.0.0'],
    ['', '20', '>=20.0.0 <21.0.0-0'],
    ['nodejs: ">=16"\n', '14 - 18', '>=14.0.0 <19.0.0-0 >=16.0.0'],
    ['', 'nonsense!', '*'],
  ])('respects engines beside %j: %s', async (manifest, engines, range) => {
    const files = {
      'pack.yaml': `${PACK}${manifest}`,
      'package.json': JSON.stringify({ dependencies: { a: '1' }, engines: { node: engines } }),
    };
    expect((await asked(tree(files))).requests).toMatchObject([{ versionRange: range }]);
  });

  it.each([
    ['>=99', [{ runtime: 'nodejs', versionRange: '>=99.0.0' }], []],
    ['>=18', [], []],
    ['nonsense!', [], [expect.stringContaining("no version range: 'nonsense!'")]],
  ])('respects engines where nothing is to be installed: %s', async (engines, requests, warnings) => {
    const files = { 'pack.yaml': PACK, 'package.json': JSON.stringify({ engines: { node: engines } }) };
    expect(await asked(tree(files))).toMatchObject({ requests, warnings });
  });
});

describe('the environments of an imported pack', () => {
  const PYTHON = { id: 'a'.repeat(64), runtime: 'python' as const, runtimeVersion: '3.12.4' };
  const files = { 'requirements.txt': 'six\n', 'package.json': '{"dependencies": {"ms": "1"}}' };
  const imported = async (vendored?: (typeof PYTHON)[]) => {
    const root = tree(files);
    const { manifest } = await readPack(root);
    return environmentRequests(root, manifest, { skipPython: false, skipNodejs: false, vendored });
  };

  it('are built from what it brought, by the Python that this was collected for; it gets no others', async () => {
    const { requests, warnings } = await imported([PYTHON]);
    expect(requests).toMatchObject([{ runtime: 'python', versionRange: '~3.12', vendored: PYTHON.id }]);
    expect(warnings).toEqual(['No nodejs environment is built: it had none where it was exported.']);
  });

  it('are shared with no pack that did not bring the same: nobody plants packages in environments of others', async () => {
    const [own] = (await imported([PYTHON])).requests;
    const [other] = (await imported([{ ...PYTHON, id: 'b'.repeat(64) }])).requests;
    const [fetched] = (await asked(tree(files))).requests;
    expect(new Set([own, other, fetched].map((request) => request?.fingerprint)).size).toBe(3);
    expect((await imported([PYTHON])).requests[0]?.fingerprint).toBe(own?.fingerprint);
  });
});

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NetworkPolicy } from '@packyard/network';
import { temporaryFolder } from '@packyard/testing';
import { ForeignUrls } from './foreign-urls';
import { checkNpmFiles } from './npm-files-check';
import { checkLock, checkRequirements } from './requirements-check';

const folder = temporaryFolder();
const urls = new ForeignUrls(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' }));
writeFileSync(join(folder, 'secret-key'), 's3cr3t');
let count = 0;

const { signal } = new AbortController();

describe('requirements of a pack', () => {
  it.each([
    '-r ../secret-key',
    '-r../secret-key',
    '--requirement ../secret-key',
    '--requirement=../secret-key',
    "--requirement '../secret-key'",
    '-r ..\\/secret-key',
    '-r \\\n../secret-key',
    '-c ../secret-key',
    '--constraint=/etc/shadow',
    '-r /etc/shadow',
    '-e ..',
    '--editable=/root',
    '-f ..',
    '--find-links /root/wheels',
    '../secret-key',
    './../../x.whl',
    '/root/x.zip',
    'x @ ../secret-key',
    './inner/../../secret-key',
    '-r link',
    '-r linked/secret-key',
    '-r inner/nested.txt',
    '~/x',
  ])('may not lead out of it: %j', async (line) => {
    const root = aPack({ 'requirements.txt': `six\n${line}\n`, 'inner/nested.txt': '-r ../../secret-key\n' });
    symlinkSync(join(folder, 'secret-key'), join(root, 'link'));
    symlinkSync(folder, join(root, 'linked'));
    const error = await refusal(root);
    expect(error).toMatchObject({ code: 'ENVIRONMENT_FAILED', hint: expect.stringMatching(/^Fix the pack/) });
    expect(error.message).toMatch(/^(requirements\.txt, line 2|inner\/nested\.txt, line 1): .*leads out of the pack/);
    expect(error.message).not.toContain('s3cr3t');
  });

  it.each([
    '--index-url http://127.0.0.1:8080/simple',
    '-i http://10.0.0.1/simple',
    '--extra-index-url=https://[::1]/simple',
    '--extra-index-url http://169.254.169.254/latest',
    '-f http://192.168.0.1/wheels',
    'x @ http://127.1/x-1.0-py3-none-any.whl',
    'http://0x7f000001/x.zip',
    'git+http://127.0.0.1/x.git#egg=x',
    '-e git+https://2130706433/x.git',
    'x @ git+ssh://git@10.1.2.3/x.git',
  ])('may not send tools into private networks: %j', async (line) => {
    expect(await refusal(aPack({ 'requirements.txt': line }))).toMatchObject({
      code: 'SOURCE_FORBIDDEN',
      message: expect.stringMatching(/^requirements\.txt, line 1: /),
      hint: expect.stringContaining('PACKYARD_ALLOW_PRIVATE_NETWORKS'),
    });
  });

  it.each([
    ['file:///etc/passwd', /nothing that may be fetched/],
    ['x @ file:///root/x.whl', /nothing that may be fetched/],
    ['git+file:///srv/repository', /nothing that may be fetched/],
    ['hg+http://h.example/x', /nothing that may be fetched/],
    ['--index-url https://evil.example/${PIP_INDEX_URL}', /variables are not replaced/],
    ['--trusted-host evil.example', /--trusted-host is not allowed/],
    ['-i https://pypi.org/simple -r ../secret-key', /only one option is allowed on a line/],
    ['--only-binary :all: --find-links /root', /only one option is allowed on a line/],
    ['--use-feature=fast-deps', /not allowed/],
    ['--proxy http://x', /not allowed/],
    ['-r https://h.example/r.txt', /has to name a file of the pack/],
    ['-r missing.txt', /the file is not in the pack/],
  ])('may not say %j', async (line, message) => {
    expect((await refusal(aPack({ 'requirements.txt': line }))).message).toMatch(message);
  });

  it.each([
    ['six>=1.0 ; python_version < "4"  # why', false],
    ['-r inner/more.txt', false],
    ['-c inner/more.txt', false],
    ['./wheels/x-1.0-py3-none-any.whl', false],
    ['six --hash=sha256:abc', false],
    ['--only-binary=:all:', false],
    ['--no-binary six', true],
    ['--only-binary :none:', true],
    ['--only-binary=:all:,:none:', true],
    ['-r "inner/more.txt"', false],
    ['x.zip[y]', true],
    ['./inner', true],
    ['-e .', true],
    ['x.zip', true],
  ])('may say %j', async (line, namesSources) => {
    const root = aPack({ 'requirements.txt': line, 'inner/more.txt': 'six\n-r ../requirements.txt\n' });
    expect(await checkRequirements('requirements.txt', { root, urls })).toMatchObject({
      namesSources,
      indexOptions: [],
    });
  });

  it('may say where packages are looked for, which is told to whoever installs them', async () => {
    const root = aPack({
      'requirements.txt': '-r inner/more.txt\n-i https://203.0.113.7/simple\nsix\n',
      'inner/more.txt': '--extra-index-url=https://203.0.113.8/simple\n--no-index\n-f wheels\n',
      'inner/wheels/x.txt': '',
    });
    const indexOptions = [
      ...['--extra-index-url', 'https://203.0.113.8/simple', '--no-index', '--find-links', join(root, 'inner/wheels')],
      ...['--index-url', 'https://203.0.113.7/simple'],
    ];
    const anywhere = new ForeignUrls(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' }));
    expect(await checkRequirements('requirements.txt', { root, urls: anywhere })).toEqual({
      namesSources: false,
      indexOptions,
      lines: [
        ...['--extra-index-url https://203.0.113.8/simple', '--no-index'],
        ...[`--find-links ${join(root, 'inner/wheels')}`, '--index-url https://203.0.113.7/simple', 'six'],
      ],
      constraints: [],
    });
  });

  it('are given to tools as lines that can be read in one way, whatever files and quotes they stand in', async () => {
    const root = aPack({
      'requirements.txt': '-r "in\\ner/a b.txt"\n-c inner/c.txt\nsix \\\n  >=1 # why\n',
      'inner/a b.txt':
        '\ufeff-e "./lib"\r\n--editable=./lib[x]\r\nupper\x0c-e ./lib\u2028-e ./lib\n--only-binary "a"\n',
      'inner/c.txt': 'lower<2\n-c ../requirements.txt\n',
      'lib/setup.py': '',
    });
    expect(await checkRequirements('requirements.txt', { root, urls })).toEqual({
      namesSources: true,
      indexOptions: [],
      lines: ['./lib', './lib[x]', 'upper', './lib', './lib', '--only-binary a', 'six   >=1'],
      constraints: ['lower<2', 'six   >=1'],
    });
  });

  it.each(['-e ./lib', '--index-url https://h.example', 'six==1 \\\n --hash=sha256:ab\n-r x', 'six==1\x0b-e ./lib'])(
    'hold no options when they are a lock: %j',
    async (text) => {
      await expect(checkLock(text, 'the lock', { root: aPack({}), urls })).rejects.toMatchObject({
        code: 'ENVIRONMENT_FAILED',
        message: expect.stringMatching(/^the lock, line \d: a lock holds no options, but this one says '-/),
        hint: expect.stringContaining('force_rebuild'),
      });
    },
  );
});

describe('what a pack says to npm', () => {
  it('keeps only the registries of its settings, and says what was left out', async () => {
    const settings = [
      'git=./evil.sh',
      'script-shell = ./evil.sh',
      'node-options=--require ./evil.js',
      'globalconfig=/etc/npmrc',
      'cafile=/root/secret-key',
      '//registry.example/:_authToken=s3cr3t',
      'ignore-scripts=false',
      'registry=https://192.0.2.1.example.com/',
      '@mine:registry=https://registry.example.com/',
      'registry=https://x.example/${PATH}',
    ];
    const root = aPack({ '.npmrc': settings.join('\n'), 'package.json': '{}' });
    const [warning = ''] = await checkNpmFiles({ root, urls, signal });
    expect(readFileSync(join(root, '.npmrc'), 'utf8')).toBe(
      'registry=https://192.0.2.1.example.com/\n@mine:registry=https://registry.example.com/\n',
    );
    expect(warning).toMatch(/git, script-shell, node-options, globalconfig, cafile, .*_authToken, ignore-scripts/);
    expect(warning).not.toContain('s3cr3t');
  });

  it.each([
    ['.npmrc', 'registry=http://127.0.0.1:4873/'],
    ['.npmrc', '@a:registry = "http://[::ffff:10.0.0.1]/"'],
    ['package.json', '{"dependencies": {"x": "http://127.0.0.1/x.tgz"}}'],
    ['package.json', '{"optionalDependencies": {"x": "git+http://10.0.0.1/x.git"}}'],
    ['package.json', '{"overrides": {"y": {"x": "git+ssh://git@192.168.1.1/x.git"}}}'],
    ['package-lock.json', '{"packages": {"a": {"resolved": "http://169.254.169.254/x.tgz"}}}'],
    ['yarn.lock', 'x@1:\n  resolved "http://10.0.0.1/x.tgz#abc"\n'],
    ['pnpm-lock.yaml', 'packages:\n  x: {resolution: {tarball: http://127.0.0.1/x.tgz}}\n'],
  ])('may not send it into private networks: %s %s', async (name, text) => {
    const root = aPack({ 'package.json': '{}', [name]: text });
    await expect(checkNpmFiles({ root, urls, signal })).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
  });

  it.each([
    'file:../secret-key',
    'file:/etc',
    'file:///etc',
    '../x',
    'link:../../x',
    '~/x',
    'file:linked/x',
    '../a.tgz',
    'linked/a.tgz',
    'FILE:../x',
    'File:/etc',
    'npm:y@FILE:../x',
    'a/../../x',
    'a/b/../../../x',
    'a\\..\\..\\..\\x/../../..',
    'C:a/../../x',
    '@a/b/../../../x',
  ])('may not lead out of the pack: %s', async (target) => {
    const root = aPack({ 'package.json': JSON.stringify({ dependencies: { x: target } }) });
    symlinkSync(folder, join(root, 'linked'));
    mkdirSync(join(folder, 'x'), { recursive: true });
    writeFileSync(join(folder, 'a.tgz'), '');
    await expect(checkNpmFiles({ root, urls, signal })).rejects.toMatchObject({
      message: expect.stringMatching(/^package\.json, dependencies\.x: .*leads out of the pack/),
    });
  });

  it('may not lead out of the pack by what its own packages name either', async () => {
    const root = aPack({
      'package.json': '{"dependencies": {"a": "file:./vendor/a"}}',
      'vendor/a/package.json': '{"dependencies": {"b": "../b", "a": "file:../a"}}',
      'vendor/b/package.json': '{"dependencies": {"c": "file:../../../secret-key"}}',
    });
    await expect(checkNpmFiles({ root, urls, signal })).rejects.toMatchObject({
      message: expect.stringMatching(/^vendor\/b\/package\.json, dependencies\.c: .*leads out of the pack/),
    });
    writeFileSync(join(root, 'vendor/b/package.json'), '{"dependencies": {"c": "http://127.0.0.1/c.tgz"}}');
    await expect(checkNpmFiles({ root, urls, signal })).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
  });

  it("may not lead out of the pack by what its workspaces' packages name", async () => {
    const root = aPack({
      'package.json': '{"workspaces": ["w/*"]}',
      'w/a/package.json': `{"dependencies": {"b": "file:${folder}"}}`,
      'node_modules/x/package.json': '{"dependencies": {"b": "file:/of/somebody/else"}}',
    });
    await expect(checkNpmFiles({ root, urls, signal })).rejects.toMatchObject({
      message: expect.stringMatching(/^w\/a\/package\.json, dependencies\.b: .*leads out of the pack/),
    });
    writeFileSync(join(root, 'w/a/package.json'), '{"dependencies": {"b": "file:../b"}}');
    await expect(checkNpmFiles({ root, urls, signal })).resolves.toEqual([]);
  });

  it('may name packages and folders of its own', async () => {
    const dependencies = {
      a: '^1.0.0',
      g: '~4.17.0',
      b: 'file:./vendor/b',
      c: 'npm:d@1',
      e: 'latest',
      f: 'owner/name',
      h: 'owner/name#semver:^1',
      i: 'vendor/b/c',
    };
    const root = aPack({ 'package.json': JSON.stringify({ dependencies }), 'vendor/b/package.json': '{}' });
    await expect(checkNpmFiles({ root, urls, signal })).resolves.toEqual([]);
  });
});

async function refusal(root: string): Promise<Error> {
  const error: unknown = await checkRequirements('requirements.txt', { root, urls }).catch((thrown: unknown) => thrown);
  if (error instanceof Error) return error;
  throw new Error('it was let through');
}

function aPack(files: Record<string, string>): string {
  const root = join(folder, `pack-${count++}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

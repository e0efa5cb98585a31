import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import { type FileServer, NpmRegistry, startFileServer, temporaryFolder, triedContainment } from '@packyard/testing';
import { aBuildInput, type RecordedInput } from '../../testing/build-input';
import { machineNodejs } from '../../testing/machine-nodejs';
import { NodejsRuntime } from './nodejs.runtime';

const folder = temporaryFolder();
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8' });
const proxy = new BuildProxy(policy);
let files: FileServer;
let containment: Containment;
let integrity: string;
let older: string;

beforeAll(async () => {
  mkdirSync(join(folder, 'npm'));
  files = await startFileServer(join(folder, 'npm'));
  const registry = new NpmRegistry(join(folder, 'npm'), files.url);
  older = registry.add('lower', '1.5.0');
  integrity = registry.add('lower', '1.6.0');
  registry.add('lower', '2.0.0');
  registry.add('upper', '1.0.0', {
    manifest: { dependencies: { lower: '^1.0.0' } },
    files: { 'index.js': "module.exports = require('lower');" },
  });
  registry.add('scripted', '1.0.0', {
    manifest: { scripts: { postinstall: 'node script.js' } },
    files: {
      'script.js': `require('fs').writeFileSync('index.js', 'module.exports = ' + JSON.stringify('ran, and saw ' + JSON.stringify(process.env)))`,
      'index.js': "module.exports = 'no script was run'",
    },
  });
  containment = await triedContainment();
});
afterAll(() => Promise.all([files.close(), proxy.onModuleDestroy()]));

const MANIFEST = { 'package.json': '{"dependencies": {"upper": "1.0.0"}}' };
const packageLock = (version: string, hash: string) =>
  JSON.stringify({
    name: 'x',
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { upper: '1.0.0' } },
      'node_modules/upper': {
        version: '1.0.0',
        resolved: `${files.url}/archives/upper-1.0.0.tgz`,
        dependencies: { lower: '^1.0.0' },
      },
      'node_modules/lower': { version, resolved: `${files.url}/archives/lower-${version}.tgz`, integrity: hash },
    },
  });

describe('Node.js environments by pnpm', () => {
  it('hold what package.json asks for, flat and without links, and a lock of it', async () => {
    const input = nodejs(MANIFEST);
    const built = await build(input);
    expect(built).toMatchObject({ packageCount: 2, warnings: [], builder: expect.stringMatching(/^pnpm 12\./) });
    expect(readdirSync(join(input.targetFolder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'lower',
      'upper',
    ]);
    expect(loaded(input, 'upper')).toBe('1.6.0');
    expect(built.lock).toContain('lower@1.6.0');
    expect(built.lock).toContain(integrity);
    expect(input.lines.join('\n')).not.toContain('{"');
  });

  it('have nothing in them for a pack that only says which Node.js it needs', async () => {
    const input = nodejs({ 'package.json': '{"engines": {"node": ">=18"}}' });
    expect(await build(input)).toMatchObject({ packageCount: 0, warnings: [] });
    expect(readdirSync(input.targetFolder)).toContain('node_modules');
  });

  it('are built again from their lock when no registry answers', async () => {
    const mirror = await startFileServer(join(folder, 'npm'));
    const { lock } = await build(nodejs(MANIFEST), mirror.url);
    await mirror.close();
    const again = nodejs(MANIFEST, { lock });
    expect(await build(again, mirror.url)).toMatchObject({ lock, packageCount: 2 });
    expect(loaded(again, 'upper')).toBe('1.6.0');
  });

  it('follow package-lock.json', async () => {
    const input = nodejs(
      { ...MANIFEST, 'package-lock.json': packageLock('1.5.0', older) },
      { lockFile: 'package-lock.json' },
    );
    await build(input);
    expect(loaded(input, 'upper')).toBe('1.5.0');
  });

  it('follow pnpm-lock.yaml', async () => {
    const input = nodejs(MANIFEST);
    const { lock } = await build(input);
    const pinned = lock.replaceAll('1.6.0', '1.5.0').replace(integrity, older);
    const locked = nodejs({ ...MANIFEST, 'pnpm-lock.yaml': pinned }, { lockFile: 'pnpm-lock.yaml' });
    await build(locked);
    expect(loaded(locked, 'upper')).toBe('1.5.0');
  });

  it('are refused when the lock file does not fit package.json', async () => {
    const fields = { 'package.json': '{"dependencies": {"upper": "1.0.0", "lower": "1.5.0"}}' };
    const input = nodejs(
      { ...fields, 'package-lock.json': packageLock('1.6.0', integrity) },
      { lockFile: 'package-lock.json' },
    );
    await expect(build(input)).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: expect.stringMatching(/package-lock\.json does not fit package\.json: Missing: lower@1\.5\.0/),
    });
  });

  it('are refused when an archive is not what the lock says', async () => {
    const input = nodejs(
      { ...MANIFEST, 'package-lock.json': packageLock('1.5.0', integrity) },
      { lockFile: 'package-lock.json' },
    );
    await expect(build(input)).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: 'The registry offers other content than package-lock.json says for lower@1.5.0.',
    });
    expect(existsSync(input.targetFolder)).toBe(false);
  });

  it('name the package and the version that are not there', async () => {
    await expect(build(nodejs({ 'package.json': '{"dependencies": {"absent": "1"}}' }))).rejects.toMatchObject({
      message: expect.stringContaining('absent'),
      hint: expect.stringMatching(/misspelling/),
    });
    await expect(build(nodejs({ 'package.json': '{"dependencies": {"lower": "9"}}' }))).rejects.toMatchObject({
      message: expect.stringMatching(/lower@9/),
    });
  });

  it.each(['./vendor/own', 'file:./vendor/own', 'link:./vendor/own'])(
    'hold copies of what %s names',
    async (target) => {
      const input = nodejs({
        'package.json': JSON.stringify({ dependencies: { own: target } }),
        'vendor/own/package.json': '{"name": "own", "version": "1.0.0", "dependencies": {"lower": "1.5.0"}}',
        'vendor/own/index.js': 'module.exports = `of the pack, with ${require("lower")}`;',
      });
      await build(input);
      rmSync(input.contentFolder, { recursive: true });
      expect(loaded(input, 'own')).toBe('of the pack, with 1.5.0');
    },
  );

  it('hold packages of the pack with what a lock of npm says that they depend on', async () => {
    const packages = {
      '': { dependencies: { own: 'file:vendor/own' } },
      'node_modules/lower': {
        version: '1.5.0',
        resolved: `${files.url}/archives/lower-1.5.0.tgz`,
        integrity: older,
      },
      'node_modules/own': { resolved: 'vendor/own', link: true },
      'vendor/own': { name: 'own', version: '1.0.0', dependencies: { lower: '^1.0.0' } },
    };
    const content = {
      'package.json': '{"dependencies": {"own": "file:vendor/own"}}',
      'package-lock.json': JSON.stringify({ name: 'x', lockfileVersion: 3, requires: true, packages }),
      'vendor/own/package.json': '{"name": "own", "version": "1.0.0", "dependencies": {"lower": "^1.0.0"}}',
      'vendor/own/index.js': 'module.exports = `with ${require("lower")}`;',
    };
    const input = nodejs(content, { lockFile: 'package-lock.json' });
    await build(input);
    rmSync(input.contentFolder, { recursive: true });
    expect(loaded(input, 'own')).toBe('with 1.5.0');
  });

  it.each(['pnpm', 'npm'])('run install scripts of packages by %s only where that is allowed', async (builder) => {
    const manifest = { dependencies: { scripted: '1.0.0' }, ...(builder === 'npm' ? { workspaces: ['inner'] } : {}) };
    const content = {
      'package.json': JSON.stringify(manifest),
      ...(builder === 'npm' ? { 'inner/package.json': '{"name": "inner", "version": "1.0.0"}' } : {}),
    };
    const [off, on] = [nodejs(content), nodejs(content)];
    await build(off);
    expect(loaded(off, 'scripted')).toBe('no script was run');
    await build(on, files.url, true);
    expect(loaded(on, 'scripted')).toMatch(/^ran, and saw .*127\.0\.0\.1/);
    expect(loaded(on, 'scripted')).not.toMatch(/s3cr3t|PACKYARD_/);
    // What the script has written is in no store that others link from.
    const after = nodejs(content);
    await build(after);
    expect(loaded(after, 'scripted')).toBe('no script was run');
  });

  it.each([
    ['pnpm', 'ln -sf ../secret pnpm-lock.yaml'],
    ['pnpm', 'rm -f pnpm-lock.yaml; mkfifo pnpm-lock.yaml'],
    ['npm', 'ln -sf ../../secret node_modules/.package-lock.json'],
    ['npm', 'rm -r node_modules; ln -s .. node_modules'],
  ])('are refused when an install script puts something else in place of what %s writes: %s', async (tool, script) => {
    const manifest = { scripts: { postinstall: script }, dependencies: { lower: '1.5.0' } };
    const content = {
      'package.json': JSON.stringify(tool === 'npm' ? { ...manifest, workspaces: ['inner'] } : manifest),
      'inner/package.json': '{"name": "inner", "version": "1.0.0"}',
    };
    const input = nodejs(content);
    writeFileSync(join(input.contentFolder, '..', 'secret'), 's3cr3t-key');
    await expect(build(input, files.url, true)).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      hint: expect.stringMatching(/install scripts|dependency/),
    });
    expect(existsSync(input.targetFolder)).toBe(false);
  });

  it('are built by npm without the cache that others use, since some releases of it run scripts that they should not', async () => {
    const content = { 'package.json': '{"workspaces": ["inner"], "dependencies": {"lower": "1.5.0"}}' };
    const inner = { 'inner/package.json': '{"name": "inner", "version": "1.0.0"}' };
    const input = { ...nodejs({ ...content, ...inner }), cacheFolder: join(folder, 'cache-of-others') };
    expect(await build(input)).toMatchObject({ builder: 'npm' });
    expect(readdirSync(input.cacheFolder)).toEqual([]);
  });

  it('take nothing from git repositories by npm, which would run what these say', async () => {
    const repository = 'git+https://me:s3cr3t@git.invalid/dep.git';
    const inner = { name: 'inner', version: '1.0.0', dependencies: { dep: repository } };
    const input = nodejs({ 'package.json': '{"workspaces": ["inner"]}', 'inner/package.json': JSON.stringify(inner) });
    await expect(build(input)).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: expect.stringMatching(
        /^inner\/package\.json names a git repository, 'git\+https:\/\/\*\*\*@git\.invalid\/dep\.git'/,
      ),
      hint: expect.stringContaining('PACKYARD_NODE_INSTALL_SCRIPTS'),
    });
  });

  it('take no lock of npm, which a worker without pnpm kept', async () => {
    const input = nodejs(MANIFEST, { lock: packageLock('1.5.0', older) });
    expect(await build(input)).toMatchObject({ packageCount: 2, lock: expect.stringMatching(/^lockfileVersion/) });
  });

  it('never become another pnpm or Node.js, whatever the pack asks for', async () => {
    const devEngines = { runtime: { name: 'node', version: '99.0.0', onFail: 'download' } };
    const manifest = { dependencies: { lower: '1.5.0' }, packageManager: 'pnpm@9.0.0', devEngines };
    const input = nodejs({ 'package.json': JSON.stringify(manifest) });
    expect(await build(input)).toMatchObject({ builder: expect.stringMatching(/^pnpm 12\./), packageCount: 1 });
  });
});

function nodejs(content: Record<string, string>, more: { lock?: string; lockFile?: string } = {}): RecordedInput {
  const hasMore = Object.keys(content).some((path) => path.includes('/'));
  return aBuildInput(folder, {
    runtime: 'nodejs',
    files: content,
    inputs: hasMore ? ['.'] : Object.keys(content),
    ...more,
  });
}

function build(input: RecordedInput, registry = files.url, allowInstallScripts = false) {
  const url = registry.replace('//', '//me:s3cr3t@');
  const environment = { npm_config_registry: url, npm_config_fetch_retries: '0' };
  const runtime = new NodejsRuntime({
    containment,
    policy,
    proxy,
    allowInstallScripts,
    interpreters: machineNodejs,
    environment,
  });
  return runtime.build(input, AbortSignal.timeout(300_000));
}

function loaded({ targetFolder }: RecordedInput, name: string): string {
  expect(existsSync(join(targetFolder, 'node_modules', name))).toBe(true);
  expect(JSON.parse(readFileSync(join(targetFolder, 'package.json'), 'utf8'))).toHaveProperty('dependencies');
  const code = `process.stdout.write(require('${name}'))`;
  return execFileSync('node', ['-e', code], { cwd: targetFolder, encoding: 'utf8' });
}

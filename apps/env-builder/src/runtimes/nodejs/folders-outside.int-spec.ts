import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildProxy, NetworkPolicy } from '@packyard/network';
import { type Containment, DEFAULT_LIMITS, detectContainment } from '@packyard/sandbox';
import {
  type FileServer,
  NpmRegistry,
  startFileServer,
  tarEntry,
  tarGz,
  temporaryFolder,
  triedContainment,
} from '@packyard/testing';
import { aBuildInput, type RecordedInput } from '../../testing/build-input';
import { machineNodejs } from '../../testing/machine-nodejs';
import { NodejsRuntime } from './nodejs.runtime';

const folder = temporaryFolder();
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8' });
const proxy = new BuildProxy(policy);
/** Of another pack, where pnpm sees it: beside the environment that is built. */
const outside = join(folder, 'environments', 'other');
let count = 0;
let files: FileServer;
let containment: Containment;

beforeAll(async () => {
  mkdirSync(outside, { recursive: true });
  writeFileSync(join(outside, 'package.json'), '{"name": "other", "version": "1.0.0"}');
  writeFileSync(join(outside, 'secret.txt'), 's3cr3t');
  mkdirSync(join(folder, 'npm'));
  files = await startFileServer(join(folder, 'npm'));
  const registry = new NpmRegistry(join(folder, 'npm'), files.url);
  registry.add('copying', '1.0.0', { manifest: { dependencies: { other: `file:${outside}` } } });
  registry.add('linking', '1.0.0', { manifest: { dependencies: { other: `link:${outside}` } } });
  registry.add('plain', '1.0.0');
  containment = await triedContainment();
});
afterAll(() => Promise.all([files.close(), proxy.onModuleDestroy()]));

const lock = (id: string, specifier: string) => `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

importers:

  .:
    dependencies:
      a:
        specifier: ${specifier}
        version: ${id.replace('a@', '')}

packages:

  ${id}:
    resolution: {directory: ../../environments/other, type: directory}

snapshots:

  ${id}: {}
`;
const FOLDER = { 'a/package.json': '{"name": "a", "version": "1.0.0"}' };
const manifest = (target: string) => ({ 'package.json': JSON.stringify({ dependencies: { a: target } }) });

describe('folders outside of the pack are in no Node.js environment', () => {
  it("that the pack's lock names: no tool runs", async () => {
    const content = { ...manifest('file:a'), ...FOLDER, 'pnpm-lock.yaml': lock('a@file:a', 'file:a') };
    const input = nodejs(content, { lockFile: 'pnpm-lock.yaml' });
    await expect(build(input)).rejects.toMatchObject(refusal(/^pnpm-lock\.yaml: /));
    expect(commands(input)).toEqual([]);
  });

  it('that a lock names that was given or imported: no tool runs', async () => {
    const input = nodejs(manifest('1.0.0'), { lock: lock('a@1.0.0', '1.0.0') });
    await expect(build(input)).rejects.toMatchObject(refusal(/^the lockfile of the former build: /));
    expect(commands(input)).toEqual([]);
  });

  it.each(['file', 'link'])('that an archive in the pack names by %s: nothing is linked', async (kind) => {
    const inner = { name: 'a', version: '1.0.0', dependencies: { other: `${kind}:${outside}` } };
    const archive = tarGz([tarEntry('package/package.json', JSON.stringify(inner))]);
    const input = nodejs({ ...manifest('file:./a.tgz'), 'a.tgz': archive });
    await expect(build(input)).rejects.toMatchObject(refusal(/^what its packages depend on: /));
    expect(commands(input)).toEqual([expect.stringContaining(' --lockfile-only')]);
    expect(existsSync(join(input.contentFolder, 'node_modules'))).toBe(false);
  });

  it('that a package of the registry, an archive or a workspace names to npm', async () => {
    const workspaces = { workspaces: ['w'] };
    const own = { 'w/package.json': '{"name": "w", "version": "1.0.0"}' };
    const inner = { name: 'a', version: '1.0.0', dependencies: { other: `file:${outside}` } };
    const packs = [
      { ...own, 'package.json': JSON.stringify({ ...workspaces, dependencies: { copying: '1.0.0' } }) },
      {
        ...own,
        'package.json': JSON.stringify({ ...workspaces, dependencies: { a: 'file:./a.tgz' } }),
        'a.tgz': tarGz([tarEntry('package/package.json', JSON.stringify(inner))]),
      },
      { 'package.json': JSON.stringify(workspaces), 'w/package.json': JSON.stringify({ ...inner, name: 'w' }) },
    ];
    // Where nothing keeps it from being seen.
    const weakest = await detectContainment({ wanted: 'none', limits: DEFAULT_LIMITS });
    for (const pack of packs) await expect(build(nodejs(pack), { weakest })).rejects.toMatchObject(refusal(/^.*: /));
  });

  it('and workspaces of the pack are, as npm builds them', async () => {
    const input = nodejs({
      'package.json': '{"workspaces": ["w"], "dependencies": {"plain": "1.0.0"}}',
      'w/package.json': '{"name": "w", "version": "1.0.0", "dependencies": {"plain": "1.0.0"}}',
      'w/index.js': 'module.exports = 3;',
    });
    await build(input);
    expect(readFileSync(join(input.targetFolder, 'node_modules/w/index.js'), 'utf8')).toBe('module.exports = 3;');
  });

  it('that a package of the registry names', async () => {
    const input = nodejs({ 'package.json': '{"dependencies": {"linking": "1.0.0"}}' });
    await expect(build(input)).rejects.toMatchObject(refusal(/^what its packages depend on: /));
  });

  it('that a package of the registry names, before its install scripts run', async () => {
    const input = nodejs({ 'package.json': '{"dependencies": {"copying": "1.0.0"}}' });
    // Where code of packages may run, pnpm sees no other environment.
    await expect(build(input, { allowInstallScripts: true })).rejects.toMatchObject({ code: 'ENVIRONMENT_FAILED' });
    expect(commands(input)).toEqual([expect.stringContaining(' --lockfile-only')]);
  });

  it('and archives and folders of the pack are, with what they depend on', async () => {
    const inner = { name: 'a', version: '1.0.0', dependencies: { plain: '1.0.0' } };
    const archive = tarGz([
      tarEntry('package/package.json', JSON.stringify(inner)),
      tarEntry('package/index.js', 'module.exports = 1;'),
    ]);
    const input = nodejs({
      'package.json': JSON.stringify({ dependencies: { a: 'file:./a.tgz', own: './own' } }),
      'a.tgz': archive,
      'own/package.json': '{"name": "own", "version": "1.0.0"}',
      'own/index.js': 'module.exports = 2;',
    });
    expect(await build(input)).toMatchObject({ packageCount: 3 });
    const modules = join(input.targetFolder, 'node_modules');
    expect(readFileSync(join(modules, 'own/index.js'), 'utf8')).toBe('module.exports = 2;');
  });

  it('and packages of a registry are resolved and linked in one run', async () => {
    const input = nodejs({ 'package.json': '{"dependencies": {"plain": "1.0.0"}}' });
    await build(input);
    expect(commands(input)).toHaveLength(1);
  });

  function refusal(place: RegExp) {
    const message = new RegExp(`${place.source}'[^']*/other' leads out of the pack`);
    return { code: 'ENVIRONMENT_FAILED', message: expect.stringMatching(message), hint: expect.stringMatching(/^Fix/) };
  }

  function nodejs(content: Record<string, string | Buffer>, more: { lock?: string; lockFile?: string } = {}) {
    const names = Object.keys(content);
    const hasMore = names.some((name) => !['package.json', 'pnpm-lock.yaml'].includes(name));
    const input = aBuildInput(folder, { runtime: 'nodejs', files: content, inputs: hasMore ? ['.'] : names, ...more });
    // As in the store, where pnpm sees all environments.
    return { ...input, targetFolder: join(folder, 'environments', `own-${count++}`, 'target') };
  }

  async function build(input: RecordedInput, { allowInstallScripts = false, weakest = containment } = {}) {
    const environment = { npm_config_registry: files.url, npm_config_fetch_retries: '0' };
    const runtime = new NodejsRuntime({
      containment: weakest,
      policy,
      proxy,
      allowInstallScripts,
      interpreters: machineNodejs,
      environment,
    });
    const built = await runtime.build(input, AbortSignal.timeout(300_000)).catch((error: unknown) => {
      expect(existsSync(input.targetFolder)).toBe(false);
      throw error;
    });
    return built;
  }

  /** That installed. */
  function commands({ lines }: RecordedInput): string[] {
    return lines.filter((line) => /^\$ \S*pnpm install /.test(line));
  }
});

import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import {
  eventually,
  type FileServer,
  nodejsOnPath,
  NpmRegistry,
  startFileServer,
  temporaryFolder,
  triedContainment,
} from '@packyard/testing';
import { aBuildInput, type RecordedInput } from '../../testing/build-input';
import { NodejsCache } from './nodejs-cache';
import { nodejsPackage } from './nodejs-package';
import { NodejsProvider } from './nodejs-provider';
import { NodejsRuntime } from './nodejs.runtime';

jest.setTimeout(600_000);
const NAME = nodejsPackage() ?? '';
const folder = temporaryFolder();
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8' });
const proxy = new BuildProxy(policy);
let files: FileServer;
let registry: NpmRegistry;
let containment: Containment;

beforeAll(async () => {
  mkdirSync(join(folder, 'npm'));
  files = await startFileServer(join(folder, 'npm'));
  registry = new NpmRegistry(join(folder, 'npm'), files.url);
  for (const version of ['97.0.0', '98.1.0', '98.2.0', '99.0.0']) addNodejs(version);
  registry.add('tiny', '1.0.0');
  registry.add('scripted', '1.0.0', {
    manifest: { scripts: { postinstall: 'node --version > seen' } },
    files: { 'index.js': "module.exports = require('fs').readFileSync(__dirname + '/seen', 'utf8').trim()" },
  });
  containment = await triedContainment();
});
afterAll(() => Promise.all([files.close(), proxy.onModuleDestroy()]));

/** The Node.js of this machine, which says that it is another. */
function addNodejs(version: string, said = version, first = '', manifest = {}): void {
  const program = `#!/bin/sh\n${first}[ "$1" = --version ] && echo v${said} && exit\nexec ${nodejsOnPath().program} "$@"\n`;
  registry.add(NAME, version, { manifest, files: { 'bin/node': program, 'bin/other': 'not taken' } });
}

describe('a Node.js that the machine lacks', () => {
  it('is the newest that fits of the registry, and is what the environment has and is tried with', async () => {
    const tools = join(folder, 'newest');
    const input = nodejs('~98');
    expect(await build(input, { tools })).toMatchObject({ runtimeVersion: '98.2.0', packageCount: 1 });
    for (const path of ['bin/node', 'node_modules/.bin/node']) {
      expect(said(join(input.targetFolder, path), '--version')).toBe('v98.2.0');
    }
    expect(said(join(input.targetFolder, 'node_modules/.bin/node'), '-p', '40 + 2')).toBe('42');
    expect(readdirSync(tools)).toEqual([expect.stringMatching(/^node-98\.2\.0-[0-9a-f]{16}$/)]);
    const kept = join(tools, readdirSync(tools)[0] ?? '');
    expect(readdirSync(kept, { recursive: true }).sort()).toEqual(['bin', 'bin/node']);
    // Kept once, whoever has it.
    expect(lstatSync(join(kept, 'bin/node')).nlink).toBe(2);
    expect(input.lines).toContain(`Node.js 98.2.0 is fetched, as ${NAME} of the package registry.`);
  });

  it('is fetched once for builds at the same time, and not again for later ones', async () => {
    const tools = join(folder, 'once');
    const before = files.requests.length;
    const inputs = [nodejs('~98'), nodejs('~98'), nodejs('~98.2')];
    const provider = providerOf(tools);
    await Promise.all(inputs.map((input) => build(input, { provider })));
    const fetched = () => files.requests.slice(before).filter((request) => request.includes(`${NAME}-98`));
    expect(fetched()).toHaveLength(1);
    // Another worker, for which no registry answers any more.
    await build(nodejs('~98'), { tools, registry: 'http://127.0.0.1:9', lock: await lockOf(inputs[0]) });
    expect(fetched()).toHaveLength(1);
    expect(readdirSync(tools)).toHaveLength(1);
  });

  it('is left alone when the one of the machine fits', async () => {
    const input = nodejs('>=18');
    expect(await build(input, { tools: join(folder, 'none') })).toMatchObject({
      runtimeVersion: nodejsOnPath().version,
    });
    expect(existsSync(join(input.targetFolder, 'bin'))).toBe(false);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it.each(['pnpm', 'npm'])('is what install scripts of packages run on, by %s', async (builder) => {
    const inner = { 'inner/package.json': '{"name": "inner", "version": "1.0.0"}' };
    const input = nodejs(
      '~98',
      { dependencies: { scripted: '1.0.0' }, ...(builder === 'npm' ? { workspaces: ['inner'] } : {}) },
      builder === 'npm' ? inner : {},
    );
    const built = await build(input, { tools: join(folder, builder), allowInstallScripts: true });
    expect(built.builder).toMatch(new RegExp(`^${builder}`));
    const node = join(input.targetFolder, 'bin/node');
    expect(said(node, '-p', `require('${input.targetFolder}/node_modules/scripted')`)).toBe('v98.2.0');
  });

  it('is refused with what was found and what the registry has near it, when it has none', async () => {
    await expect(build(nodejs('~98.7'))).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: `The pack needs Node.js ~98.7, but this worker has ${nodejsOnPath().version}, and ${NAME} of the package registry has 97.0.0, 98.1.0, 98.2.0, 99.0.0.`,
    });
  });

  it('is refused without a word to the registry where that is switched off', async () => {
    const before = files.requests.length;
    await expect(build(nodejs('~98'), { provider: providerOf(join(folder, 'off'), false) })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: `The pack needs Node.js ~98, but this worker has ${nodejsOnPath().version}.`,
    });
    expect(files.requests).toHaveLength(before);
  });

  it('is refused, and says so, where nothing fetches it', async () => {
    const programs = join(folder, 'programs');
    mkdirSync(programs);
    symlinkSync('/bin/sh', join(programs, 'sh'));
    await expect(build(nodejs('~98'), { path: programs, tools: join(folder, 'no-npm') })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: 'The pack needs Node.js ~98, but this worker has none, and npm, which fetches one, is not on its PATH.',
    });
  });

  it('is refused when its registry has no such package, and tried again when it does not answer', async () => {
    const empty = await startFileServer(join(folder, 'npm', 'archives'));
    await expect(build(nodejs('~98'), { registry: empty.url })).rejects.toMatchObject({
      name: 'RejectedError',
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(/none could be fetched: .*no package/i),
    });
    await empty.close();
    await expect(build(nodejs('~98'), { registry: empty.url })).rejects.toMatchObject({
      name: 'UnavailableError',
      message: expect.stringMatching(/^The pack needs Node\.js ~98, but this worker has .*none could be fetched/),
    });
  });

  it.each([
    ['its archive is not what the registry says', 'checksum|integrity|mismatch'],
    ['the registry names no SHA-512', 'the registry names no SHA-512 of it'],
    ['there is no program in it', 'there is no bin/node in it'],
    ['it is another than it is called', 'it says that it is v1\\.2\\.3'],
    ['it does not run', 'it does not run here'],
  ])('is not kept when %s', async (what, reason) => {
    const tools = join(folder, `kept-${what}`);
    const place = join(folder, `npm-${what}`);
    mkdirSync(place);
    const server = await startFileServer(place);
    spoilt(what, new NpmRegistry(place, server.url), place);
    const input = nodejs('~98', {});
    await expect(build(input, { tools, registry: server.url })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(new RegExp(reason, 'i')),
    });
    expect(existsSync(tools) ? readdirSync(tools) : []).toEqual([]);
    expect(existsSync(input.targetFolder)).toBe(false);
    expect(existsSync(input.scratchFolder)).toBe(false);
    await server.close();
  });

  it('leaves nothing behind when its download is cut off and the build is stopped', async () => {
    const tools = join(folder, 'cut');
    const held = files.hold(`/archives/${NAME}-97`);
    const input = nodejs('~97');
    const stop = new AbortController();
    const building = build(input, { tools, signal: stop.signal });
    const failure = expect(building).rejects.toThrow();
    await eventually(() => expect(held.waiting()).toBe(1));
    stop.abort(new Error('stopped'));
    await failure;
    held.letGo();
    expect(existsSync(tools)).toBe(false);
    expect(existsSync(input.scratchFolder)).toBe(false);
    expect(await build(nodejs('~97'), { tools })).toMatchObject({ runtimeVersion: '97.0.0' });
  });

  it('keeps nobody waiting who is stopped, and is had by others when the build that fetches it is stopped', async () => {
    const tools = join(folder, 'stopped');
    const provider = providerOf(tools);
    const held = files.hold(`/archives/${NAME}-98.2`);
    const [fetching, waiting] = [new AbortController(), new AbortController()];
    const inputs = [nodejs('~98'), nodejs('~98'), nodejs('~98')] as const;
    const first = expect(build(inputs[0], { provider, signal: fetching.signal })).rejects.toThrow();
    await eventually(() => expect(held.waiting()).toBe(1));
    const second = expect(build(inputs[1], { provider, signal: waiting.signal })).rejects.toThrow('nobody waits');
    const third = build(inputs[2], { provider });
    const waits = 'waiting for Node.js 98.2.0, which another build fetches';
    await eventually(() => expect([inputs[1].steps.at(-1), inputs[2].steps.at(-1)]).toEqual([waits, waits]));
    waiting.abort(new Error('nobody waits'));
    await second;
    expect(held.waiting()).toBe(1);
    fetching.abort(new Error('stopped'));
    await first;
    held.serve();
    expect(await third).toMatchObject({ runtimeVersion: '98.2.0' });
    expect(readdirSync(tools)).toHaveLength(1);
  });

  it('comes from the registry of the service, whatever the pack names', async () => {
    const input = nodejs('~98', {}, { '.npmrc': 'registry=http://127.0.0.1:9/\n' });
    expect(await build(input, { tools: join(folder, 'named') })).toMatchObject({ runtimeVersion: '98.2.0' });
  });

  it('is no tool of ours: where the shared cache and the network are, it is not started', async () => {
    const started = 'case $HOME in */foreign/home) ;; *) echo "$*" >> "$npm_config_cache/started" ;; esac';
    addNodejs('96.0.0', '96.0.0', `${started}\n`);
    registry.add('for-old', '1.0.0', { manifest: { engines: { node: nodejsOnPath().version } } });
    registry.add('for-new', '1.0.0', { manifest: { engines: { node: '96' } } });
    const packages = { 'for-old': '1.0.0', 'for-new': '1.0.0' };
    const input = nodejs('~96', { dependencies: { tiny: '1.0.0' }, optionalDependencies: packages });
    await build(input, { tools: join(folder, 'no-tool') });
    expect(said(join(input.targetFolder, 'bin/node'), '-p', '40 + 2')).toBe('42');
    expect(existsSync(join(input.cacheFolder, 'started'))).toBe(false);
    // All the same packages are chosen by the version that they get.
    expect(readdirSync(join(input.targetFolder, 'node_modules')).sort()).toEqual(
      expect.arrayContaining(['for-new', 'tiny']),
    );
    expect(existsSync(join(input.targetFolder, 'node_modules/for-old'))).toBe(false);
  });

  it('leaves nothing where the service writes afterwards', async () => {
    const left =
      'case "$1" in --version) ln -s /etc "$HOME/../vendored" ;; *) [ ! -L "$HOME/../vendored" ] || exit 7 ;; esac';
    addNodejs('94.0.0', '94.0.0', `${left}\n`);
    const built = await build(nodejs('~94'), { tools: join(folder, 'nothing-left') });
    expect(built).toMatchObject({ runtimeVersion: '94.0.0' });
  });

  it('is taken out of its archive, and nothing is done of what the archive says', async () => {
    registry.add('followed', '1.0.0');
    const before = files.requests.length;
    addNodejs('95.0.0', '95.0.0', '', { dependencies: { followed: '1.0.0' } });
    await build(nodejs('~95'), { tools: join(folder, 'followed') });
    expect(files.requests.slice(before).filter((request) => request.includes('followed'))).toEqual([]);
  });
});

function spoilt(what: string, place: NpmRegistry, at: string): void {
  const node = (version: string) => `#!/bin/sh\necho v${version}\n`;
  const programs: Record<string, Record<string, string>> = {
    'there is no program in it': { 'bin/nodes': node('98.0.0') },
    'it is another than it is called': { 'bin/node': node('1.2.3') },
    'it does not run': { 'bin/node': 'MZ of another system\n' },
  };
  place.add(NAME, '98.0.0', { files: programs[what] ?? { 'bin/node': node('98.0.0') } });
  const packument = join(at, NAME);
  const text = readFileSync(packument, 'utf8');
  if (what.includes('SHA-512')) writeFileSync(packument, text.replace(/"integrity":"[^"]+",/, ''));
  if (!what.includes('archive')) return;
  const other = new NpmRegistry(join(at, 'other'), '');
  other.add(NAME, '98.0.0', { files: { 'bin/node': 'another' } });
  writeFileSync(join(at, `archives/${NAME}-98.0.0.tgz`), readFileSync(join(at, `other/archives/${NAME}-98.0.0.tgz`)));
}

function nodejs(
  versionRange: string,
  manifest: object = { dependencies: { tiny: '1.0.0' } },
  more: Record<string, string> = {},
): RecordedInput {
  const content = { 'package.json': JSON.stringify(manifest), ...more };
  const inputs = Object.keys(more).some((path) => path.includes('/')) ? ['.'] : Object.keys(content);
  return aBuildInput(folder, { runtime: 'nodejs', files: content, inputs, versionRange });
}

function providerOf(tools: string, mayFetch = true): NodejsProvider {
  return new NodejsProvider(new NodejsCache(tools), mayFetch);
}

interface Given {
  tools?: string;
  provider?: NodejsProvider;
  registry?: string;
  path?: string;
  lock?: string;
  allowInstallScripts?: boolean;
  signal?: AbortSignal;
}

function build(input: RecordedInput, given: Given = {}) {
  const { tools = join(folder, 'tools'), provider = providerOf(tools), allowInstallScripts = false } = given;
  const environment = {
    npm_config_registry: given.registry ?? files.url,
    npm_config_fetch_retries: '0',
    ...(given.path === undefined ? {} : { PATH: given.path }),
  };
  const runtime = new NodejsRuntime({
    containment,
    policy,
    proxy,
    allowInstallScripts,
    interpreters: provider,
    environment,
  });
  const signal = given.signal ?? AbortSignal.timeout(300_000);
  return runtime.build({ ...input, lock: given.lock }, signal);
}

function lockOf(input: RecordedInput | undefined): Promise<string> {
  return Promise.resolve(readFileSync(join(input?.targetFolder ?? '', 'node_modules/.pnpm/lock.yaml'), 'utf8'));
}

function said(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' }).trim();
}

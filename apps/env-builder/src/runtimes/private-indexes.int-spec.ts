import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import {
  aWheel,
  type FileServer,
  listenOnLoopback,
  type LoopbackServer,
  NpmRegistry,
  PackageIndex,
  startFileServer,
  startRawServer,
  temporaryFolder,
  triedContainment,
  uvForTests,
} from '@packyard/testing';
import { generate } from 'selfsigned';
import { aBuildInput } from '../testing/build-input';
import { machinePython } from '../testing/machine-python';
import { machineNodejs } from '../testing/machine-nodejs';
import { NodejsRuntime } from './nodejs/nodejs.runtime';
import { PythonRuntime } from './python/python.runtime';
import { UvTool } from './python/uv-tool';

jest.setTimeout(600_000);
const folder = temporaryFolder();
const TOKEN = 'Bearer s3cr3t-token';
const loopback = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8' });
const nowhere = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
const uv = uvForTests();
const TOOLS = ['off', ...(uv === undefined ? [] : [uv])];
const proxies: BuildProxy[] = [];
let containment: Containment;
let files: FileServer;
let secured: LoopbackServer;
let index: string;
/** What it was asked for by those who brought the token. */
let asked: string[] = [];

beforeAll(async () => {
  containment = await triedContainment();
  files = await startFileServer(folder);
  const pair = await certified(join(folder, 'ca.pem'));
  secured = await listenOnLoopback(privateServer(pair));
  index = `https://127.0.0.1:${secured.port}`;
  new PackageIndex(folder).addWheel('upper', '1.0', { requires: ['lower>=1'] }).addWheel('lower', '1.5');
  mkdirSync(join(folder, 'npm'));
  const registry = new NpmRegistry(join(folder, 'npm'), `${index}/npm`);
  registry.add('lower', '1.5.0');
  registry.add('upper', '1.0.0', { manifest: { dependencies: { lower: '^1.0.0' } } });
});
beforeEach(() => (asked = []));
afterAll(() => Promise.all([files.close(), secured.close(), ...proxies.map((proxy) => proxy.onModuleDestroy())]));

/** Credentials of the settings, and of the request, for one and the same thing. */
const GIVEN_BY = ['the settings', 'the request'] as const;

describe.each(TOOLS)('a private index, by Python (%s)', (setting) => {
  it.each(GIVEN_BY)('is read with credentials of %s that no code of the pack gets to see', async (given) => {
    const input = aBuildInput(folder, {
      runtime: 'python',
      files: { 'requirements.txt': `--index-url ${index}/simple\nupper\n./\n`, ...spyingPackage(files.port) },
      access: given === 'the request' ? access() : undefined,
    });
    const buildAccess = given === 'the request' ? {} : access();
    const built = await python(setting, { buildAccess }).build(input, AbortSignal.timeout(300_000));
    expect(built.lock).toMatch(/^lower==1\.5/m);
    expect(asked).toEqual(expect.arrayContaining(['/simple/upper/', '/files/lower/lower-1.5-py3-none-any.whl']));
    const seen = readFileSync(join(input.contentFolder, 'seen.json'), 'utf8');
    expect(seen).toContain('127.0.0.1');
    // Where it has a network of its own it gets no further than the proxy.
    const { kind, warnings } = containment.report;
    const isOpen = kind === 'none' || warnings.some((warning) => warning.includes('can use the network'));
    const past = readFileSync(join(input.contentFolder, 'past.txt'), 'utf8');
    expect(past).toBe(isOpen ? 'past the proxy' : 'no further');
    for (const text of [seen, built.lock, ...input.lines, ...input.steps]) expect(text).not.toContain('s3cr3t');
  });
});

describe('a private registry', () => {
  it.each([
    ['pnpm', 'the settings', {}],
    ['npm', 'the settings', { workspaces: ['inner'] }],
    ['pnpm', 'the request', {}],
    ['npm', 'the request', { workspaces: ['inner'] }],
  ])('is read by %s with credentials of %s that are shown nowhere', async (builder, given, more) => {
    const manifest = { name: 'x', version: '1.0.0', dependencies: { upper: '1.0.0' }, ...more };
    const input = aBuildInput(folder, {
      runtime: 'nodejs',
      files: {
        'package.json': JSON.stringify(manifest),
        '.npmrc': `registry=${index}/npm\n`,
        ...(builder === 'npm' ? { 'inner/package.json': '{"name": "inner", "version": "1.0.0"}' } : {}),
      },
      access: given === 'the request' ? access() : undefined,
    });
    const built = await nodejs(given === 'the request' ? {} : access()).build(input, AbortSignal.timeout(300_000));
    expect(built.builder).toContain(builder);
    expect(asked).toEqual(expect.arrayContaining(['/npm/upper', '/npm/lower']));
    for (const text of [built.lock, ...input.lines, ...input.steps]) expect(text).not.toContain('s3cr3t');
  });

  it('without credentials is told to want some, and where they belong', async () => {
    const input = aBuildInput(folder, {
      runtime: 'nodejs',
      files: { 'package.json': '{"dependencies": {"upper": "1.0.0"}}', '.npmrc': `registry=${index}/npm\n` },
    });
    await expect(nodejs({}).build(input, AbortSignal.timeout(300_000))).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: expect.stringMatching(/wants a login: it answered 401/),
      hint: expect.stringMatching(/index_credentials.*PACKYARD_BUILD_ACCESS/),
    });
  });
});

describe('a place that the network policy refuses', () => {
  const page = '<a href="http://10.0.0.1/files/astray-1.0-py3-none-any.whl">astray-1.0-py3-none-any.whl</a>';

  it.each(TOOLS)('is not asked when an index links to it (%s)', async (setting) => {
    mkdirSync(join(folder, 'simple/astray'), { recursive: true });
    writeFileSync(join(folder, 'simple/astray/index.html'), page);
    const input = aBuildInput(folder, { runtime: 'python', files: { 'requirements.txt': 'astray\n' } });
    const environment = { PIP_INDEX_URL: `${files.url}/simple`, PIP_RETRIES: '0' };
    await refused(python(setting, { policy: nowhere, environment }).build(input, AbortSignal.timeout(300_000)));
  });

  it.each(TOOLS)('is not asked when a repository redirects to it (%s)', async (setting) => {
    const server = await startRawServer((socket) =>
      socket.end('HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/x.git/info/refs\r\nContent-Length: 0\r\n\r\n'),
    );
    const requirements = `x @ git+http://127.0.0.1:${server.port}/x.git\n`;
    const input = aBuildInput(folder, { runtime: 'python', files: { 'requirements.txt': requirements } });
    await refused(python(setting, { environment: { PIP_NO_INDEX: '1' } }).build(input, AbortSignal.timeout(300_000)));
    await server.close();
  });

  it('is not asked when a registry names it for an archive', async () => {
    const registry = new NpmRegistry(join(folder, 'npm'), 'http://10.0.0.1');
    registry.add('astray', '1.0.0');
    const input = aBuildInput(folder, {
      runtime: 'nodejs',
      files: { 'package.json': '{"dependencies": {"astray": "1.0.0"}}' },
    });
    const environment = { npm_config_registry: `${files.url}/npm`, npm_config_fetch_retries: '0' };
    await refused(nodejs({}, { policy: nowhere, environment }).build(input, AbortSignal.timeout(300_000)));
  });

  async function refused(building: Promise<unknown>): Promise<void> {
    await expect(building).rejects.toMatchObject({
      code: 'SOURCE_FORBIDDEN',
      message: expect.stringMatching(/10\.0\.0\.1: its network is private/),
      hint: expect.stringContaining('PACKYARD_ALLOW_PRIVATE_NETWORKS'),
    });
  }
});

interface Surroundings {
  policy?: NetworkPolicy;
  environment?: Record<string, string>;
  buildAccess?: Record<string, { authorization: string }>;
}

function access() {
  return { [`127.0.0.1:${secured.port}`]: { authorization: TOKEN } };
}

function aProxy(policy: NetworkPolicy, buildAccess: Record<string, { authorization: string }>): BuildProxy {
  const settings = { PACKYARD_CA_FILE: join(folder, 'ca.pem'), PACKYARD_BUILD_ACCESS: buildAccess };
  const proxy = new BuildProxy(policy, settings);
  proxies.push(proxy);
  return proxy;
}

function python(setting: string, surroundings: Surroundings = {}): PythonRuntime {
  const { policy = loopback, environment = {}, buildAccess = access() } = surroundings;
  const uvTool = new UvTool({ setting, toolsFolder: folder });
  const proxy = aProxy(policy, buildAccess);
  return new PythonRuntime({
    interpreters: machinePython,
    containment,
    policy,
    proxy,
    allowSourceBuilds: true,
    environment,
    uv: uvTool,
  });
}

function nodejs(
  buildAccess: Record<string, { authorization: string }> = access(),
  { policy = loopback, environment = { npm_config_fetch_retries: '0' } }: Surroundings = {},
): NodejsRuntime {
  const proxy = aProxy(policy, buildAccess);
  return new NodejsRuntime({
    containment,
    policy,
    proxy,
    allowInstallScripts: false,
    interpreters: machineNodejs,
    environment,
  });
}

/** Not every tool takes an authority for a server. */
async function certified(caFile: string): Promise<{ cert: string; private: string }> {
  const make = (name: string, extensions: object[], more = {}) =>
    generate([{ name: 'commonName', value: name }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions,
      ...more,
    } as never);
  const ca = await make('authority', [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ]);
  writeFileSync(caFile, ca.cert);
  const altNames = [{ type: 7, ip: '127.0.0.1' }];
  return make('index.internal', [{ name: 'subjectAltName', altNames }], { ca: { cert: ca.cert, key: ca.private } });
}

/** Serves the folder to those who bring the token. */
function privateServer({ cert, private: key }: { cert: string; private: string }): Server {
  return createServer({ cert, key }, (request, response) => {
    if (request.headers.authorization !== TOKEN) return void response.writeHead(401).end();
    const { pathname } = new URL(request.url ?? '/', index);
    asked.push(pathname);
    try {
      const isPage = pathname.endsWith('/');
      const content = readFileSync(join(folder, pathname, isPage ? 'index.html' : ''));
      response.writeHead(200, { 'content-type': isPage ? 'text/html' : 'application/octet-stream' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
}

/** Writes down all that it sees of the environment while it is built. */
const spyingPackage = (port: number) => ({
  'pyproject.toml':
    '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "spying"\nversion = "1.0"\n',
  'backend.py': `
import base64, json, os, socket
WHEEL = base64.b64decode("${aWheel('spying', '1.0').toString('base64')}")
HERE = os.path.dirname(os.path.abspath(__file__))
def past_the_proxy():
    try:
        with socket.create_connection(("127.0.0.1", ${port}), 60):
            return "past the proxy"
    except OSError:
        return "no further"
def build_wheel(folder, config_settings=None, metadata_directory=None):
    with open(os.path.join(HERE, "seen.json"), "w") as file:
        json.dump(dict(os.environ), file)
    with open(os.path.join(HERE, "past.txt"), "w") as file:
        file.write(past_the_proxy())
    name = "spying-1.0-py3-none-any.whl"
    with open(os.path.join(folder, name), "wb") as file:
        file.write(WHEEL)
    return name
`,
});

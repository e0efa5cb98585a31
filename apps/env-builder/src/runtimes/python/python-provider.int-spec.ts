import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import {
  aWheel,
  eventually,
  type FileServer,
  PackageIndex,
  PythonMirror,
  startFileServer,
  tarEntry,
  temporaryFolder,
  triedContainment,
  uvForTests,
} from '@packyard/testing';
import { anOrder, type RecordedOrder } from '../../testing/build-order';
import { KeptPythons } from './kept-pythons';
import { PythonProvider } from './python-provider';
import { PythonRuntime } from './python.runtime';
import { UvTool } from './uv-tool';

jest.setTimeout(600_000);
const folder = temporaryFolder();
const uv = uvForTests();
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
const proxy = new BuildProxy(policy);
const ran = join(folder, 'cache/python/ran-in-a-tool');
// In builds: where foreign code may not write, and tools may.
const TRACE = `
import os
try:
    if "PYTHONNOUSERSITE" in os.environ:
        open(${JSON.stringify(ran)}, "a").close()
except OSError:
    pass
`;
let files: FileServer;
let mirror: PythonMirror;
let containment: Containment;

beforeAll(async () => {
  new PackageIndex(folder).addWheel('tiny', '1.0');
  files = await startFileServer(folder);
  mirror = new PythonMirror(join(folder, 'pythons'), `${files.url}/pythons`);
  mkdirSync(join(folder, 'cache/python'), { recursive: true });
  mirror.add(97, { first: TRACE });
  mirror.add(98, { said: '3.0.1' });
  mirror.add(96, { sha256: '0'.repeat(64) });
  mirror.add(95, { entries: [tarEntry('python/bin/other', 'x')] });
  containment = await triedContainment();
});
afterAll(() => Promise.all([files.close(), proxy.onModuleDestroy()]));

/** Without a build system that would have to be fetched: it builds itself, and with that Python alone. */
const localPackage = (version: string) => ({
  'lib/pyproject.toml':
    '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "sourced"\nversion = "1.0"\n',
  'lib/backend.py': `
import base64, os, platform
WHEEL = base64.b64decode("${aWheel('sourced', '1.0').toString('base64')}")
def build_wheel(folder, config_settings=None, metadata_directory=None):
    if platform.python_version() != "${version}":
        raise SystemExit("built by another")
    name = "sourced-1.0-py3-none-any.whl"
    with open(os.path.join(folder, name), "wb") as file:
        file.write(WHEEL)
    return name
`,
});

(uv === undefined ? describe.skip : describe)('a Python that the machine lacks', () => {
  it('is fetched by uv, is what the environment is built and tried with, and is all in it', async () => {
    const tools = join(folder, 'fetched');
    const order = python(exactly(97), 'tiny\n');
    expect(await build(order, { tools })).toMatchObject({
      runtimeVersion: `${mirror.minor}.97`,
      packageCount: 1,
      builder: expect.stringMatching(/^uv /),
    });
    const [kept = ''] = readdirSync(tools);
    expect(readdirSync(tools)).toEqual([expect.stringMatching(/^python-3\.\d+\.97-[0-9a-f]{16}$/)]);
    const program = `bin/python${mirror.minor}`;
    // Kept once, whoever has it.
    expect(lstatSync(join(tools, kept, program)).nlink).toBe(2);
    rmSync(tools, { recursive: true });
    expect(readlinkSync(join(order.targetFolder, 'bin/python'))).toBe(`../interpreter/${program}`);
    expect(said(order, 'platform.python_version(), tiny.VERSION')).toBe(`${mirror.minor}.97 1.0`);
    // What compilers are told.
    expect(said(order, 'sysconfig.get_config_var("LIBDIR")')).toBe(`${order.targetFolder}/interpreter/lib`);
    expect(said(order, 'sys.base_prefix, sys.prefix')).toBe(`${order.targetFolder}/interpreter ${order.targetFolder}`);
    expect(order.lines).toContainEqual(
      expect.stringMatching(/^Python 3\.\d+\.97 is fetched by uv, as cpython-3\.\d+\.97-/),
    );
    // As it was before any package was imported.
    const library = join(order.targetFolder, 'interpreter/lib', `python${mirror.minor}`);
    expect(readdirSync(join(library, '__pycache__'))).toContainEqual(expect.stringMatching(/^argparse\..*\.pyc$/));
  });

  it('is no tool of ours: where the shared cache is, it is not started', async () => {
    await build(python(exactly(97), 'tiny\n'));
    expect(existsSync(ran)).toBe(false);
    expect(existsSync(join(folder, 'cache/python/uv'))).toBe(false);
  });

  it('builds sources, and from a lock again', async () => {
    const local = localPackage(`${mirror.minor}.97`);
    const order = python(exactly(97), './lib\ntiny\n', { files: local });
    const { lock } = await build(order);
    expect(said(order, 'sourced.VERSION, tiny.VERSION')).toBe('1.0 1.0');
    const again = python(exactly(97), './lib\ntiny\n', { files: local, lock });
    expect(await build(again)).toMatchObject({ lock, packageCount: 2 });
  });

  it('is fetched once for builds at the same time, and not again for later ones', async () => {
    const tools = join(folder, 'once');
    const before = files.requests.length;
    const provider = pythons(tools);
    const orders = [1, 2, 3].map(() => python(exactly(97), 'tiny\n'));
    await Promise.all(orders.map((order) => build(order, { provider })));
    const fetched = () => files.requests.slice(before).filter((request) => request.includes('.97.tar'));
    expect(fetched()).toHaveLength(1);
    // Another worker, for which nobody has any.
    await build(python(exactly(97), 'tiny\n'), { tools, list: 'http://127.0.0.1:9/none.json' });
    expect(fetched()).toHaveLength(1);
    expect(readdirSync(tools)).toHaveLength(1);
  });

  it('is left alone when one of the machine fits', async () => {
    const before = files.requests.length;
    const order = python('>=3.8', 'tiny\n');
    await build(order, { tools: join(folder, 'none') });
    expect(existsSync(join(order.targetFolder, 'interpreter'))).toBe(false);
    expect(files.requests.slice(before).filter((request) => request.includes('/pythons/'))).toEqual([]);
  });

  it('is refused with what was found and what uv can fetch near it, when it has none', async () => {
    await expect(build(python('=3.11.93'))).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(
        /^The pack needs Python =3\.11\.93, but this worker has python3\S* \(3\.\d+\.\d+\).*, and uv can fetch 3\.\d+\.95, /,
      ),
    });
  });

  it('is refused without a word to anybody where that is switched off, with the setting', async () => {
    const before = files.requests.length;
    await expect(build(python(exactly(97)), { provider: pythons(join(folder, 'off'), false) })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(
        /^The pack needs Python =3\.\d+\.97, but this worker has python3.* \(3\.[^)]*\)\.$/,
      ),
      hint: expect.stringMatching(/PACKYARD_PYTHON_DOWNLOADS=true, install .*python3\.\d+-venv/),
    });
    expect(files.requests).toHaveLength(before);
  });

  it('is refused where nothing fetches it', async () => {
    const provider = new PythonProvider(
      new UvTool({ setting: 'off', toolsFolder: folder }),
      new KeptPythons(folder),
      true,
    );
    await expect(build(python(exactly(97)), { provider })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(/, and uv, which fetches one, is not there\.$/),
      hint: expect.stringContaining('PACKYARD_UV'),
    });
  });

  it.each([
    ['it is another than it is called', 98, 'it says that it is 3\\.0\\.1'],
    ['it is not what the list says', 96, 'none could be fetched: what was fetched is not what the SHA-256'],
    ['there is no program in it', 95, 'none could be fetched: uv failed'],
  ])('is not kept when %s', async (_what, patch, reason) => {
    const tools = join(folder, `kept-${patch}`);
    const order = python(exactly(patch), 'tiny\n');
    await expect(build(order, { tools })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(new RegExp(reason)),
    });
    expect(existsSync(tools) ? readdirSync(tools) : []).toEqual([]);
    for (const gone of [order.targetFolder, order.scratchFolder]) expect(existsSync(gone)).toBe(false);
  });

  it('is tried again when nobody answers, is told a 5xx or is cut off; not when it is told that there is none', async () => {
    const tools = join(folder, 'nobody-answers');
    const closed = await startFileServer(folder);
    await closed.close();
    await expect(
      build(python(exactly(97)), { tools, list: `${closed.url}/pythons/pythons.json` }),
    ).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(/^The pack needs Python .*, but this worker has .*, and none could be fetched: /),
    });
    const server = await startFileServer(folder);
    const list = mirrorAt(server);
    server.answer('/pythons/cpython-97.tar.gz', 503);
    await expect(build(python(exactly(97)), { tools, list })).rejects.toMatchObject({ name: 'UnavailableError' });
    server.answer('/pythons/cpython-97.tar.gz', 404);
    await expect(build(python(exactly(97)), { tools, list })).rejects.toMatchObject({
      name: 'RejectedError',
      message: expect.stringContaining(`there is nothing at ${server.url}/pythons/cpython-97.tar.gz`),
      hint: expect.stringContaining('UV_PYTHON_INSTALL_MIRROR'),
    });
    await server.close();
  });

  it('leaves nothing behind when its download stalls and the build is stopped, and is had by who waits', async () => {
    const tools = join(folder, 'stopped');
    const provider = pythons(tools);
    const held = files.hold(`/pythons/cpython-${mirror.minor}.97`);
    const [fetching, waiting] = [new AbortController(), new AbortController()];
    const orders = [1, 2, 3].map(() => python(exactly(97), 'tiny\n'));
    const [one, two, three] = orders as [RecordedOrder, RecordedOrder, RecordedOrder];
    const first = expect(build(one, { provider, signal: fetching.signal })).rejects.toThrow();
    await eventually(() => expect(held.waiting()).toBe(1));
    const second = expect(build(two, { provider, signal: waiting.signal })).rejects.toThrow('nobody waits');
    const third = build(three, { provider });
    const waits = expect.stringMatching(/^waiting for Python .*, which another build fetches$/);
    await eventually(() => expect([two.steps.at(-1), three.steps.at(-1)]).toEqual([waits, waits]));
    waiting.abort(new Error('nobody waits'));
    await second;
    expect(held.waiting()).toBe(1);
    fetching.abort(new Error('stopped'));
    await first;
    expect(existsSync(one.scratchFolder)).toBe(false);
    held.serve();
    expect(await third).toMatchObject({ runtimeVersion: `${mirror.minor}.97` });
    expect(readdirSync(tools)).toHaveLength(1);
  });

  it('comes from nowhere that the network policy forbids, but where the operator has chosen it', async () => {
    const elsewhere = await startFileServer(folder);
    const list = join(folder, 'pythons/elsewhere.json');
    writeFileSync(
      list,
      readFileSync(join(folder, 'pythons/pythons.json'), 'utf8').replaceAll(files.url, elsewhere.url),
    );
    const from = { tools: join(folder, 'forbidden'), list: `${files.url}/pythons/elsewhere.json` };
    await expect(build(python(exactly(97)), from)).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('is collected with, for an export', async () => {
    const order = python(exactly(97), 'tiny\n');
    const { lock, runtimeVersion } = await build(order);
    const collecting = { ...python(exactly(97), 'tiny\n', { lock }), lock, runtimeVersion };
    const collected = await runtime({}).collect(collecting, AbortSignal.timeout(300_000));
    expect(collected.paths).toEqual([expect.stringMatching(/tiny-1\.0-py3-none-any\.whl$/)]);
    expect(existsSync(ran)).toBe(false);
  });

  it('comes with no import: that is built with one that was fetched before, or refused', async () => {
    const { lock } = await build(python(exactly(97), 'tiny\n'));
    const [sha256 = ''] = /(?<=sha256:)[0-9a-f]{64}/.exec(lock) ?? [];
    const came = {
      packages: { files: [{ name: 'tiny-1.0-py3-none-any.whl', bytes: 1, sha256 }] },
      pathOf: () => join(folder, 'files/tiny/tiny-1.0-py3-none-any.whl'),
    } as unknown as NonNullable<RecordedOrder['vendored']>;
    const order = () => ({ ...python(exactly(97), 'tiny\n', { lock }), vendored: came });
    await expect(build(order(), { tools: join(folder, 'nothing-kept') })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(/, and what was imported is built without a network\.$/),
    });
    expect(await build(order())).toMatchObject({ runtimeVersion: `${mirror.minor}.97`, packageCount: 1 });
  });
});

function exactly(patch: number): string {
  return `=${mirror.minor}.${patch}`;
}

function python(
  versionRange: string,
  requirements = 'tiny\n',
  { files: more = {}, lock }: { files?: Record<string, string>; lock?: string } = {},
): RecordedOrder {
  const content = { 'requirements.txt': requirements, ...more };
  return anOrder(folder, { runtime: 'python', files: content, versionRange, ...(lock === undefined ? {} : { lock }) });
}

/** A list whose archive of .97 has another name there. */
function mirrorAt(server: FileServer): string {
  const text = readFileSync(join(folder, 'pythons/pythons.json'), 'utf8');
  const moved = text.replaceAll(files.url, server.url).replace(/cpython-3\.\d+\.97\.tar/, 'cpython-97.tar');
  writeFileSync(join(folder, 'pythons/moved.json'), moved);
  return `${server.url}/pythons/moved.json`;
}

function pythons(tools: string, mayFetch = true): PythonProvider {
  return new PythonProvider(new UvTool({ setting: uv ?? 'off', toolsFolder: tools }), new KeptPythons(tools), mayFetch);
}

interface Given {
  tools?: string;
  provider?: PythonProvider;
  list?: string;
  signal?: AbortSignal;
}

function runtime({
  tools = join(folder, 'tools'),
  provider = pythons(tools),
  list = mirror.list,
}: Given): PythonRuntime {
  return new PythonRuntime({
    containment,
    policy,
    proxy,
    allowSourceBuilds: true,
    environment: {
      PIP_INDEX_URL: `${files.url}/simple`,
      PIP_RETRIES: '0',
      UV_PYTHON_DOWNLOADS_JSON_URL: list,
    },
    uv: new UvTool({ setting: uv ?? 'off', toolsFolder: tools }),
    pythons: provider,
  });
}

function build(order: RecordedOrder, given: Given = {}) {
  return runtime(given).build(order, given.signal ?? AbortSignal.timeout(300_000));
}

/** What the environment's Python says, with the folder of its packages alone. */
function said({ targetFolder }: RecordedOrder, asked: string): string {
  const code = `import importlib, platform, sys, sysconfig
for name in ("tiny", "sourced"):
    try:
        globals()[name] = importlib.import_module(name)
    except ImportError:
        pass
print(${asked})`;
  return execFileSync(join(targetFolder, 'bin/python'), ['-c', code], { encoding: 'utf8', cwd: '/' }).trim();
}

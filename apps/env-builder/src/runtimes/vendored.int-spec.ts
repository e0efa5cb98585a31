import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import { HomeLayout, VendoredStore } from '@packyard/store';
import {
  aWheel,
  type FileServer,
  NpmRegistry,
  PackageIndex,
  startFileServer,
  temporaryFolder,
  triedContainment,
  uvForTests,
} from '@packyard/testing';
import { aBuildInput, type RecordedInput } from '../testing/build-input';
import { machinePython } from '../testing/machine-python';
import { machineNodejs } from '../testing/machine-nodejs';
import { NodejsRuntime } from './nodejs/nodejs.runtime';
import { PythonRuntime } from './python/python.runtime';
import { UvTool } from './python/uv-tool';
import type { CollectedPackages, Runtime } from './runtime';

jest.setTimeout(600_000);
const folder = temporaryFolder();
const store = new VendoredStore(new HomeLayout(folder));
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8' });
const proxy = new BuildProxy(policy);
const uv = uvForTests();
let count = 0;
let files: FileServer;
let containment: Containment;

/** Builds itself, without a build system that would have to be fetched. */
const SOURCE = {
  'lib/pyproject.toml':
    '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "local-package"\nversion = "1.0"\n',
  'lib/backend.py': `
import base64, os
WHEEL = base64.b64decode("${aWheel('local-package', '1.0', { files: { 'local_package.py': 'ANSWER = 42\n' } }).toString('base64')}")
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "local_package-1.0-py3-none-any.whl"
    with open(os.path.join(folder, name), "wb") as file:
        file.write(WHEEL)
    return name
`,
};

const CONTENT = {
  'requirements.txt': 'upper\n./lib\n./wheels/carried-1.0-py3-none-any.whl\n',
  'wheels/carried-1.0-py3-none-any.whl': aWheel('carried', '1.0'),
  ...SOURCE,
};
const NOWHERE = 'http://127.0.0.1:9/simple';

beforeAll(async () => {
  new PackageIndex(folder).addWheel('upper', '1.0', { requires: ['lower>=1'] }).addWheel('lower', '1.5');
  mkdirSync(join(folder, 'npm'));
  files = await startFileServer(folder);
  const registry = new NpmRegistry(join(folder, 'npm'), `${files.url}/npm`);
  registry.add('lower', '1.6.0');
  registry.add('upper', '1.0.0', {
    manifest: { dependencies: { lower: '^1.0.0' } },
    files: { 'index.js': "module.exports = require('lower');" },
  });
  containment = await triedContainment();
});
afterAll(() => Promise.all([files.close(), proxy.onModuleDestroy()]));

const PYTHON = [{ name: 'pip', setting: 'off' as string }, ...(uv === undefined ? [] : [{ name: 'uv', setting: uv }])];

describe.each(PYTHON)('packages of a Python environment that $name built', ({ setting }) => {
  const runtime = (index: string) =>
    new PythonRuntime({
      interpreters: machinePython,
      containment,
      policy,
      proxy,
      allowSourceBuilds: true,
      environment: { PIP_INDEX_URL: index, PIP_RETRIES: '0' },
      uv: new UvTool({ setting, toolsFolder: folder }),
    });

  let collected: CollectedPackages;

  it('are collected, from an index, built or carried by the pack, and build the same where no index answers', async () => {
    const built = await runtime(`${files.url}/simple`).build(python(CONTENT), signal());
    collected = await collect(runtime(`${files.url}/simple`), python(CONTENT), built);
    const again = await elsewhere(python(CONTENT), collected);
    const rebuilt = await runtime(NOWHERE).build(again, signal());
    expect(rebuilt.lock).toBe(collected.lock);
    expect(versions(again)).toEqual({ upper: '1.0', lower: '1.5', carried: '1.0', 'local-package': '1.0' });
  });

  it('are refused when one of them was changed on the disk', async () => {
    const again = await elsewhere(python(CONTENT), collected);
    const [file] = again.vendored?.packages.files ?? [];
    if (file === undefined) throw new Error('Nothing was collected');
    const place = again.vendored?.pathOf(file) ?? '';
    writeFileSync(place, Buffer.concat([readFileSync(place), Buffer.from('x')]));
    await expect(runtime(NOWHERE).build(again, signal())).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: `${file.name}, which came with an import, was changed on the disk.`,
    });
  });
});

describe('packages of a Node.js environment', () => {
  const runtime = (registry: string) =>
    new NodejsRuntime({
      containment,
      policy,
      proxy,
      allowInstallScripts: false,
      interpreters: machineNodejs,
      environment: { npm_config_registry: registry, npm_config_fetch_retries: '0' },
    });

  it.each([
    ['pnpm', { 'package.json': '{"dependencies": {"upper": "1.0.0"}}' }],
    [
      'npm, with workspaces',
      {
        'package.json': '{"name": "x", "dependencies": {"upper": "1.0.0"}, "workspaces": ["packages/*"]}',
        'packages/inner/package.json': '{"name": "inner", "version": "1.0.0", "dependencies": {"lower": "1"}}',
      },
    ],
  ])('that %s built are collected, and build the same where no registry answers', async (_what, content) => {
    const online = nodejs(content);
    const built = await runtime(`${files.url}/npm`).build(online, signal());
    const collected = await collect(runtime(`${files.url}/npm`), nodejs(content), built);
    expect(collected.paths.map((path) => basename(path)).sort()).toEqual([
      expect.stringMatching(/^lower-1\.6\.0-.*\.tgz$/),
      expect.stringMatching(/^upper-1\.0\.0-.*\.tgz$/),
    ]);
    const again = await elsewhere(nodejs(content), collected);
    const rebuilt = await runtime('http://127.0.0.1:9').build(again, signal());
    expect(rebuilt.lock).toBe(built.lock);
    const code = "process.stdout.write(require('upper'))";
    expect(execFileSync('node', ['-e', code], { cwd: again.targetFolder, encoding: 'utf8' })).toBe('1.6.0');
  });
});

it('a lock of the pack that would have npm run scripts of the pack is not exported', async () => {
  const environment = { npm_config_registry: `${files.url}/npm`, npm_config_fetch_retries: '0' };
  const runtime = new NodejsRuntime({
    containment,
    policy,
    proxy,
    allowInstallScripts: false,
    interpreters: machineNodejs,
    environment,
  });
  const trace = join(folder, 'prepack-ran');
  const input = nodejs({
    'package.json': JSON.stringify({ name: 'x', version: '1.0.0', scripts: { prepack: `touch ${trace}` } }),
  });
  const entry = (id: string, tarball: string) =>
    `  ${id}:\n    resolution: {integrity: sha512-a==, tarball: ${tarball}}\n`;
  const entries = `${entry("'aa@file:a.tgz'", '--no-ignore-scripts')}${entry("'ab@file:b.tgz'", 'file:.')}`;
  const lock = `lockfileVersion: '9.0'\n\npackages:\n\n${entries}`;
  await expect(collect(runtime, input, { lock, runtimeVersion: '24.0.0' })).rejects.toMatchObject({
    code: 'ENVIRONMENT_FAILED',
    message: "The lock of the pack names '--no-ignore-scripts', which is no archive of a package.",
  });
  expect(existsSync(trace)).toBe(false);
});

function python(content: Record<string, string | Buffer>): RecordedInput {
  return aBuildInput(folder, { runtime: 'python', files: content });
}

function nodejs(content: Record<string, string>): RecordedInput {
  return aBuildInput(folder, { runtime: 'nodejs', files: content });
}

function signal(): AbortSignal {
  return AbortSignal.timeout(300_000);
}

function collect(
  runtime: Runtime,
  input: RecordedInput,
  { lock, runtimeVersion }: { lock: string; runtimeVersion: string },
): Promise<CollectedPackages> {
  return runtime.collect({ ...input, lock, runtimeVersion }, signal());
}

/** The input as a worker elsewhere gets it, with caches of its own. */
async function elsewhere(input: RecordedInput, { lock, paths, runtimeVersion }: CollectedPackages) {
  const place = join(input.contentFolder, '..');
  writeFileSync(join(place, 'lock'), lock);
  const packages = {
    runtime: input.request.runtime,
    runtimeVersion,
    platform: 'linux-x64',
    lock: sha256(Buffer.from(lock)),
    files: paths.map((path) => ({
      name: basename(path),
      sha256: sha256(readFileSync(path)),
      bytes: statSync(path).size,
    })),
  };
  const pathOf = ({ name }: { name: string }) => paths.find((path) => basename(path) === name) ?? '';
  const id = await store.put(packages, { lockFile: join(place, 'lock'), pathOf });
  const vendored = await store.find(input.request.runtime, id);
  return { ...input, lock, vendored, cacheFolder: join(folder, `cache-elsewhere-${count++}`, input.request.runtime) };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function versions({ targetFolder }: { targetFolder: string }): Record<string, string> {
  const code = `import importlib.metadata as m, json; print(json.dumps({d.metadata["Name"]: d.version for d in m.distributions() if d.metadata["Name"] not in ("pip", "setuptools", "wheel")}))`;
  const said = execFileSync(join(targetFolder, 'bin/python'), ['-c', code], { encoding: 'utf8', cwd: '/' });
  return JSON.parse(said) as Record<string, string>;
}

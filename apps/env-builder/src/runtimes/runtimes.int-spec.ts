import { BuildProxy, NetworkPolicy } from '@packyard/network';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EnvironmentRequest, RuntimeName } from '@packyard/contracts';
import { DEFAULT_LIMITS, detectContainment } from '@packyard/sandbox';
import {
  aWheel,
  nodejsOnPath,
  tarEntry,
  tarGz,
  temporaryFolder,
  triedContainment,
  useRealPrograms,
} from '@packyard/testing';
import { NodejsRuntime } from './nodejs/nodejs.runtime';
import { PythonRuntime } from './python/python.runtime';
import { UvTool } from './python/uv-tool';
import type { BuildInput, BuiltEnvironment } from './runtime';
import { machineNodejs } from '../testing/machine-nodejs';
import { machinePython } from '../testing/machine-python';

jest.setTimeout(600_000);
const folder = temporaryFolder();
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
// No index answers here: whatever a build needs it brings along.
const OFFLINE = { PIP_NO_INDEX: '1', npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' };
const proxy = new BuildProxy(policy);
let python: PythonRuntime;
let nodejs: NodejsRuntime;
let count = 0;

beforeAll(async () => {
  const containment = await triedContainment();
  const uv = new UvTool({ setting: 'off', toolsFolder: folder });
  python = new PythonRuntime({
    interpreters: machinePython,
    containment,
    policy,
    proxy,
    allowSourceBuilds: true,
    environment: OFFLINE,
    uv,
  });
  nodejs = new NodejsRuntime({
    containment,
    policy,
    proxy,
    allowInstallScripts: false,
    interpreters: machineNodejs,
    environment: OFFLINE,
  });
});

afterAll(() => proxy.onModuleDestroy());

describe('Python environments', () => {
  describe('by the programs of the machine', () => {
    useRealPrograms();

    it("fail in pip's own words when a package is nowhere", async () => {
      const input = aBuildInput('python', { 'requirements.txt': 'no-such-thing==9.9\n' });
      await expect(build(python, input)).rejects.toMatchObject({
        code: 'ENVIRONMENT_FAILED',
        message: expect.stringContaining('no-such-thing==9.9'),
        hint: expect.any(String),
      });
      expect(existsSync(input.targetFolder)).toBe(false);
    });

    it('say which interpreters there are when none fits', async () => {
      const input = aBuildInput('python', { 'requirements.txt': 'x\n' }, '~2.7');
      await expect(build(python, input)).rejects.toMatchObject({
        code: 'RUNTIME_NOT_FOUND',
        message: expect.stringMatching(
          /needs Python ~2\.7, but this worker has (python3\.11 \(3\.11\.\d+\), )?python3 \(3\./,
        ),
      });
    });
  });

  it('give build scripts nothing of ours to see, and end them all when told to', async () => {
    process.env['DATABASE_URL'] = 'postgresql://u:s3cr3t-password@h/db';
    const input = aBuildInput('python', {
      'requirements.txt': './\n',
      'pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
    });
    const seen = join(input.contentFolder, 'seen.json');
    const beat = join(input.contentFolder, 'beat');
    writeFileSync(
      join(input.contentFolder, 'backend.py'),
      `import json, os, subprocess
json.dump(dict(os.environ), open("${seen}.new", "w"))
child = subprocess.Popen(["setsid", "sh", "-c", "while :; do date +%N > ${beat}; sleep 0.02; done"])
while not os.path.exists("${beat}"): pass
os.rename("${seen}.new", "${seen}")
child.wait()
`,
    );
    const abort = new AbortController();
    const building = python.build(input, abort.signal);
    while (!existsSync(seen)) await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error('stop'));
    await expect(building).rejects.toThrow('stop');
    expect(readFileSync(seen, 'utf8')).not.toMatch(/s3cr3t|DATABASE_URL|PACKYARD/);
    expect(JSON.parse(readFileSync(seen, 'utf8'))).toMatchObject({
      HOME: join(input.scratchFolder, 'foreign/home'),
      TMPDIR: join(input.scratchFolder, 'foreign/tmp'),
    });
    expect(existsSync(input.scratchFolder)).toBe(false);
    const last = readFileSync(beat, 'utf8');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(readFileSync(beat, 'utf8')).toBe(last);
    expect(existsSync(input.targetFolder)).toBe(false);
  });
});

describe('Node.js environments', () => {
  it('are built from a module that the pack brings along, and work', async () => {
    const input = aBuildInput('nodejs', {
      'package.json': '{"dependencies": {"good": "file:./vendor/good"}}',
      'vendor/good/package.json': '{"name": "good", "version": "1.0.0"}',
      'vendor/good/index.js': 'module.exports = 42;',
    });
    expect(await build(nodejs, input)).toMatchObject({ packageCount: 1, warnings: [] });
    expect(readdirSync(input.targetFolder).sort()).toEqual(['node_modules', 'package.json']);
    expect(readFileSync(join(input.targetFolder, 'node_modules/good/index.js'), 'utf8')).toContain('42');
  });

  it('are refused when what was installed does not load, although npm was content', async () => {
    const input = aBuildInput('nodejs', {
      'package.json': '{"dependencies": {"bad": "file:./bad"}}',
      'bad/package.json': '{"name": "bad", "version": "1.0.0"}',
      'bad/index.js': 'require("not-there-at-all");',
    });
    await expect(build(nodejs, input)).rejects.toMatchObject({
      code: 'ENVIRONMENT_UNUSABLE',
      message: expect.stringContaining('bad 1.0.0 is installed, but loading it failed'),
    });
    expect(existsSync(input.targetFolder)).toBe(false);
  });

  it.each([
    ['a missing file', 'require("./build/Release/part.node");', "Cannot find module './build/Release/part.node'"],
    [
      'what node-gyp-build says',
      'throw new Error("No native build was found for platform=x");',
      'No native build was found',
    ],
    ['what bindings says', 'throw new Error("Could not locate the bindings file. Tried:\\n /x");', 'the bindings file'],
  ])(
    'are refused without their native parts, with the setting that forbids to make them: %s',
    async (_what, code, words) => {
      const input = aBuildInput('nodejs', {
        'package.json': '{"dependencies": {"native": "file:./native"}}',
        'native/package.json': '{"name": "native", "version": "1.0.0"}',
        'native/index.js': code,
      });
      await expect(build(nodejs, input)).rejects.toMatchObject({
        code: 'ENVIRONMENT_UNUSABLE',
        message: expect.stringContaining(words),
        hint: expect.stringMatching(/PACKYARD_NODE_INSTALL_SCRIPTS=true .*run code of theirs/),
      });
    },
  );

  it('run no install scripts unless that is allowed', async () => {
    const marker = join(folder, 'install-script-ran');
    const files = {
      'package.json': '{"dependencies": {"sly": "file:./sly"}}',
      'sly/package.json': JSON.stringify({
        name: 'sly',
        version: '1.0.0',
        main: 'i.js',
        scripts: { install: `touch ${marker}` },
      }),
      'sly/i.js': '',
    };
    await build(nodejs, aBuildInput('nodejs', files));
    expect(existsSync(marker)).toBe(false);
  });

  it('take nothing from outside of the pack', async () => {
    const outside = join(folder, 'outside');
    mkdirSync(outside, { recursive: true });
    writeFileSync(join(outside, 'package.json'), '{"name": "outside", "version": "1.0.0"}');
    const input = aBuildInput('nodejs', {
      'package.json': JSON.stringify({ dependencies: { outside: `file:${outside}` } }),
    });
    const result = await build(nodejs, input).catch((error: unknown) => error);
    if (result instanceof Error) expect(result).toMatchObject({ code: 'ENVIRONMENT_FAILED' });
    else expect(existsSync(join(input.targetFolder, 'node_modules/outside/secret'))).toBe(false);
  });

  it('say which version there is when it does not fit', async () => {
    const input = aBuildInput('nodejs', { 'package.json': '{"dependencies": {"x": "1"}}' }, '<10');
    await expect(build(nodejs, input)).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringContaining(nodejsOnPath().version),
    });
  });

  it('may heal when no registry answers', async () => {
    const input = aBuildInput('nodejs', { 'package.json': '{"dependencies": {"left-pad": "1.0.0"}}' });
    await expect(build(nodejs, input)).rejects.toMatchObject({ name: 'UnavailableError', code: 'ENVIRONMENT_FAILED' });
  });
});

describe('small packages that become large', () => {
  const LARGE = 'x'.repeat(2 ** 20);
  const names = Array.from({ length: 120 }, (_item, index) => `large/part${index}.txt`);
  const refusal = { code: 'LIMIT_EXCEEDED', hint: expect.stringContaining('PACKYARD_SANDBOX_DISK_BYTES') };
  const options = async () => {
    const limits = { ...DEFAULT_LIMITS, diskBytes: 80 * 2 ** 20 };
    return { containment: await detectContainment({ wanted: 'auto', limits }), policy, proxy, environment: OFFLINE };
  };

  it('are refused as wheels', async () => {
    const runtime = new PythonRuntime({
      interpreters: machinePython,
      ...(await options()),
      allowSourceBuilds: true,
      uv: new UvTool({ setting: 'off', toolsFolder: folder }),
    });
    const files = Object.fromEntries(names.map((name) => [name, LARGE]));
    const input = aBuildInput('python', {
      'requirements.txt': './large-1.0-py3-none-any.whl\n',
      'large-1.0-py3-none-any.whl': aWheel('large', '1.0', { files }),
    });
    await expect(build(runtime, input)).rejects.toMatchObject(refusal);
    expect(existsSync(input.targetFolder)).toBe(false);
  });

  it('are refused as archives of npm', async () => {
    const runtime = new NodejsRuntime({
      ...(await options()),
      allowInstallScripts: false,
      interpreters: machineNodejs,
    });
    const manifest = tarEntry('package/package.json', '{"name": "large", "version": "1.0.0", "main": "i.js"}');
    const files = names.map((name) => tarEntry(`package/${name}`, LARGE));
    const input = aBuildInput('nodejs', {
      'package.json': '{"dependencies": {"large": "file:./large.tgz"}}',
      'large.tgz': tarGz([manifest, tarEntry('package/i.js', ''), ...files]),
    });
    await expect(build(runtime, input)).rejects.toMatchObject(refusal);
    expect(existsSync(input.targetFolder)).toBe(false);
  });
});

function build(runtime: PythonRuntime | NodejsRuntime, input: BuildInput): Promise<BuiltEnvironment> {
  return runtime.build(input, AbortSignal.timeout(100_000));
}

function aBuildInput(runtime: RuntimeName, files: Record<string, string | Buffer>, versionRange = '*'): BuildInput {
  const place = join(folder, `order-${count++}`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(place, 'content', path)), { recursive: true });
    writeFileSync(join(place, 'content', path), content);
  }
  const packageFile = runtime === 'python' ? 'requirements.txt' : 'package.json';
  const request: EnvironmentRequest = {
    runtime,
    versionRange,
    packageFile,
    inputs: [{ path: '.', sha256: '' }],
    fingerprint: '0'.repeat(64),
  };
  return {
    request,
    contentFolder: join(place, 'content'),
    scratchFolder: join(place, 'scratch'),
    targetFolder: join(place, 'target'),
    cacheFolder: join(folder, 'cache', runtime),
    output: { line: () => undefined, progress: () => undefined },
  };
}

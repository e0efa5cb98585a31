import { BuildProxy, NetworkPolicy } from '@packyard/network';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Containment } from '@packyard/sandbox';
import {
  aWheel,
  PackageIndex,
  startFileServer,
  type FileServer,
  temporaryFolder,
  triedContainment,
  uvForTests,
} from '@packyard/testing';
import { aBuildInput } from '../../testing/build-input';
import { machinePython } from '../../testing/machine-python';
import type { BuildInput } from '../runtime';
import { PythonRuntime } from './python.runtime';
import { UvTool } from './uv-tool';

jest.setTimeout(600_000);
const folder = temporaryFolder();
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
const uv = uvForTests();
const proxy = new BuildProxy(policy);
let files: FileServer;
let containment: Containment;

// Both promise the same.
const BUILDERS = [
  { name: 'pip', setting: 'off' as string },
  ...(uv === undefined ? [] : [{ name: 'uv', setting: uv }]),
];

beforeAll(async () => {
  new PackageIndex(folder)
    .addWheel('upper', '1.0', { requires: ['lower>=1'] })
    .addWheel('lower', '1.5')
    .addWheel('lower', '2.0', { python: '>=3.99' })
    .addWheel('broken', '1.0', { files: { 'broken.py': 'import not_there_at_all\n' } })
    .addWheel('picky', '1.0', { files: { 'picky.py': 'raise RuntimeError("no display")\n' } })
    .addSource('sourced', '1.0', 'raise SystemExit("this setup.py was run")\n');
  files = await startFileServer(folder);
  containment = await triedContainment();
});
afterAll(() => Promise.all([files.close(), proxy.onModuleDestroy()]));

describe.each(BUILDERS)('Python environments by $name', ({ name, setting }) => {
  describe('from plain requirements', () => {
    let input: ReturnType<typeof python>;
    let built: Awaited<ReturnType<PythonRuntime['build']>>;
    beforeAll(async () => {
      input = python({ 'requirements.txt': 'upper\n' });
      built = await build(input);
    });

    it('hold what the requirements ask for, the newest that fits, and import', () => {
      expect(built).toMatchObject({
        packageCount: 2,
        warnings: [],
        builder: expect.stringMatching(new RegExp(`^${name}`)),
      });
      expect(versions(input)).toEqual({ upper: '1.0', lower: '1.5' });
    });

    it('bring what `python -m venv` brings', () => {
      expect(run(input, 'import pip, sys; print(sys.prefix)')).toBe(`${input.targetFolder}\n`);
      expect(existsSync(join(input.targetFolder, 'bin/pip'))).toBe(true);
    });

    it('come with a lock that names every package with its hash', () => {
      const { lock } = built;
      expect(lock.match(/^\S+==\S+/gm)?.sort()).toEqual(['lower==1.5', 'upper==1.0']);
      expect(lock.match(/--hash=sha256:[0-9a-f]{64}/g)?.length).toBeGreaterThanOrEqual(2);
      expect(readFileSync(join(input.targetFolder, 'requirements.lock'), 'utf8')).toBe(lock);
    });

    it('have compiled bytecode, so that no import has to compile', () => {
      const lib = join(input.targetFolder, 'lib');
      const packages = join(lib, readdirSync(lib)[0] ?? '', 'site-packages');
      const compiled = readdirSync(join(packages, '__pycache__')).filter((file) => /^(upper|lower)\./.test(file));
      expect(compiled.sort()).toEqual([
        expect.stringMatching(/^lower\.cpython-.*\.pyc$/),
        expect.stringMatching(/^upper\.cpython-.*\.pyc$/),
      ]);
    });

    it('tell what is being done', () => {
      expect(input.steps).toEqual(expect.arrayContaining([expect.stringMatching(/^making a virtualenv/), 'resolving']));
      expect(input.lines.join('\n')).toMatch(/\$ .*requirements\.txt/);
    });
  });

  it('are built again from their lock when no index answers', async () => {
    const mirror = await startFileServer(folder);
    const online = python({ 'requirements.txt': 'upper\n' });
    const { lock } = await runtime(`${mirror.url}/simple`).build(online, AbortSignal.timeout(300_000));
    await mirror.close();
    const again = python({ 'requirements.txt': 'upper\n' }, { lock });
    const rebuilt = await runtime(`${mirror.url}/simple`).build(again, AbortSignal.timeout(300_000));
    expect(rebuilt.lock).toBe(lock);
    expect(versions(again)).toEqual({ upper: '1.0', lower: '1.5' });
  });

  it('are built from their lock where nothing of it is cached, in a virtualenv that no failed attempt has touched', async () => {
    const { lock } = await build(python({ 'requirements.txt': 'upper\n' }));
    const elsewhere = { cacheFolder: join(folder, `cache-of-another-${name}`, 'python') };
    const input = { ...python({ 'requirements.txt': 'upper\n' }, { lock }), ...elsewhere };
    expect(await build(input)).toMatchObject({ lock, packageCount: 2 });
    expect(versions(input)).toEqual({ upper: '1.0', lower: '1.5' });
  });

  it('are refused when a package steers their interpreter elsewhere, and run nothing of it before', async () => {
    const ran = join(folder, 'cache', 'python', `ran-by-${name}`);
    const library = Array.from({ length: 10 }, (_, minor) => `steering-1.0.data/data/other/lib/python3.${minor + 8}`);
    const code = `import posix\nposix.open(${JSON.stringify(ran)}, posix.O_CREAT | posix.O_WRONLY)\n`;
    const files = Object.fromEntries([
      ['steering.py', ''],
      ['steering-1.0.data/data/pyvenv.cfg', 'home = other/bin\n'],
      ...library.flatMap((path) => [
        [`${path}/os.py`, ''],
        [`${path}/encodings/__init__.py`, code],
      ]),
    ]) as Record<string, string>;
    const input = python({
      'requirements.txt': './wheels/steering-1.0-py3-none-any.whl\n',
      'wheels/steering-1.0-py3-none-any.whl': aWheel('steering', '1.0', { files }),
    });
    await expect(build(input)).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: expect.stringContaining('pyvenv.cfg'),
    });
    expect(existsSync(ran)).toBe(false);
  });

  it('take wheels that the pack brings along', async () => {
    const input = python({
      'requirements.txt': './wheels/carried-1.0-py3-none-any.whl\n',
      'wheels/carried-1.0-py3-none-any.whl': aWheel('carried', '1.0'),
    });
    expect(await build(input)).toMatchObject({ packageCount: 1 });
  });

  it('come from pyproject.toml where there is no requirements.txt', async () => {
    const text = '[project]\nname = "a-pack"\nversion = "1"\ndependencies = ["lower"]\n';
    const input = python({ 'pyproject.toml': text }, { packageFile: 'pyproject.toml' });
    expect(await build(input)).toMatchObject({ packageCount: 1 });
    expect(versions(input)).toEqual({ lower: '1.5' });
  });

  it('hold copies of editable packages, which work when the pack’s folder has gone', async () => {
    const input = python({ 'requirements.txt': '-e ./lib\n', ...localPackage() });
    await build(input);
    rmSync(input.contentFolder, { recursive: true });
    expect(run(input, 'import local_package; print(local_package.ANSWER)')).toBe('42\n');
  });

  it('hold what packages of the pack depend on, also when they are built again from their lock', async () => {
    const content = { 'requirements.txt': './lib\n', ...localPackage(['lower']) };
    const { lock } = await build(python(content));
    const again = python(content, { lock });
    expect(await build(again)).toMatchObject({ packageCount: 2 });
    expect(versions(again)).toEqual({ 'local-package': '1.0', lower: '1.5' });
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'] as const)(
    'read requirements in %s with a byte order mark',
    async (encoding) => {
      const text = '\ufeff# Grüße\r\nlower\r\n';
      const bytes = encoding === 'utf-8' ? Buffer.from(text) : Buffer.from(text, 'utf16le');
      const input = python({ 'requirements.txt': encoding === 'utf-16be' ? bytes.swap16() : bytes });
      expect(await build(input)).toMatchObject({ packageCount: 1 });
    },
  );

  it('are refused when a package was installed without complaint but can’t be imported', async () => {
    const input = python({ 'requirements.txt': 'broken\nlower\n' });
    await expect(build(input)).rejects.toMatchObject({
      code: 'ENVIRONMENT_UNUSABLE',
      message: expect.stringMatching(/broken 1\.0 is installed, but broken can't be imported: .*not_there_at_all/),
    });
    expect(existsSync(input.targetFolder)).toBe(false);
  });

  it('come with a warning when a module only complains about its surroundings', async () => {
    const built = await build(python({ 'requirements.txt': 'picky\n' }));
    expect(built.warnings).toEqual([expect.stringContaining('no display')]);
  });

  it('run no setup.py when that is not allowed, and say which setting forbids it', async () => {
    const input = python({ 'requirements.txt': 'sourced\n' });
    const refused = runtime(`${files.url}/simple`, false).build(input, AbortSignal.timeout(300_000));
    await expect(refused).rejects.toMatchObject({ code: 'ENVIRONMENT_FAILED' });
    expect(input.lines.join('\n')).not.toContain('this setup.py was run');
  });

  function runtime(index: string, allowSourceBuilds = true): PythonRuntime {
    const environment = { PIP_INDEX_URL: index, PIP_RETRIES: '0' };
    return new PythonRuntime({
      interpreters: machinePython,
      containment,
      policy,
      proxy,
      allowSourceBuilds,
      environment,
      uv: new UvTool({ setting, toolsFolder: folder }),
    });
  }

  function build(input: BuildInput) {
    return runtime(`${files.url}/simple`).build(input, AbortSignal.timeout(300_000));
  }
});

// Without a build system that would have to be fetched: it builds itself.
const localPackage = (requires: string[] = []) => ({
  'lib/pyproject.toml':
    '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "local-package"\nversion = "1.0"\n' +
    `dependencies = ${JSON.stringify(requires)}\n`,
  'lib/backend.py': `
import base64, os
WHEEL = base64.b64decode("${aWheel('local-package', '1.0', { requires, files: { 'local_package.py': 'ANSWER = 42\n' } }).toString('base64')}")
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "local_package-1.0-py3-none-any.whl"
    with open(os.path.join(folder, name), "wb") as file:
        file.write(WHEEL)
    return name
`,
});

function python(content: Record<string, string | Buffer>, more: { lock?: string; packageFile?: string } = {}) {
  return aBuildInput(folder, { runtime: 'python', files: content, ...more });
}

function run({ targetFolder }: BuildInput, code: string): string {
  return execFileSync(join(targetFolder, 'bin/python'), ['-c', code], { encoding: 'utf8', cwd: '/' });
}

function versions(input: BuildInput): Record<string, string> {
  const code = `import importlib.metadata as m, json; print(json.dumps({d.metadata["Name"]: d.version for d in m.distributions() if d.metadata["Name"] not in ("pip", "setuptools", "wheel")}))`;
  return JSON.parse(run(input, code)) as Record<string, string>;
}

import { existsSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildProxy, NetworkPolicy } from '@packyard/network';
import { type Containment, type ContainmentKind, DEFAULT_LIMITS, detectContainment } from '@packyard/sandbox';
import { aWheel, temporaryFolder } from '@packyard/testing';
import { aBuildInput, type RecordedInput } from '../testing/build-input';
import { machinePython } from '../testing/machine-python';
import { machineNodejs } from '../testing/machine-nodejs';
import { CopyAllowance } from './copy-allowance';
import { NodejsRuntime } from './nodejs/nodejs.runtime';
import { PythonRuntime } from './python/python.runtime';
import { copyWheels } from './python/copy-wheels';
import { UvTool } from './python/uv-tool';

jest.setTimeout(600_000);
const MIB = 2 ** 20;
const SPARSE_BYTES = 40 * MIB;
const LIMITS = { ...DEFAULT_LIMITS, diskBytes: 64 * MIB };
const TOO_LARGE = {
  code: 'LIMIT_EXCEEDED',
  message: 'What was built has more than 64 MiB, holes in files included.',
  hint: expect.stringContaining('PACKYARD_SANDBOX_DISK_BYTES'),
};
const wanted = (process.env['PACKYARD_TEST_SANDBOX'] ?? 'auto') as 'auto' | ContainmentKind;

describe('what foreign code made, and the service copies', () => {
  const folder = temporaryFolder();
  const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
  const proxy = new BuildProxy(policy);
  let containment: Containment;
  beforeAll(async () => void (containment = await detectContainment({ wanted, limits: LIMITS })));
  afterAll(() => proxy.onModuleDestroy());

  it.each([
    ['wheels that are mostly holes', SPARSE_BYTES, TOO_LARGE],
    ['wheels that are none', 10, { code: 'ENVIRONMENT_FAILED' }],
  ])('of %s nothing is kept for other builds', async (_what, bytes, refusal) => {
    const input = pythonBesideWheels(bytes);
    await expect(buildPython(input)).rejects.toMatchObject(refusal);
    expect(input.lines.join('\n')).toContain('Successfully built');
    const kept = join(input.cacheFolder, 'wheels');
    expect(existsSync(kept) ? readdirSync(kept) : []).toEqual([]);
    expect(existsSync(input.targetFolder)).toBe(false);
  });

  it.each([
    ['files that are mostly holes', 'for (const name of ["a", "b"]) holes(name)', TOO_LARGE],
    ['many links to one such file', 'holes("a"); require("fs").linkSync("a", "b")', TOO_LARGE],
    ['one that is small enough', 'holes("a")', undefined],
  ])('by an install script, %s, is held to the limit of the disk', async (_what, code, refusal) => {
    const holes = `const holes = (name) => { const { truncateSync, writeFileSync } = require('fs'); writeFileSync(name, 'x'); truncateSync(name, ${SPARSE_BYTES}) }`;
    const input = withInstallScript(`${holes}\n${code}\n`);
    const building = buildNodejs(input);
    if (refusal === undefined) await building;
    else await expect(building).rejects.toMatchObject(refusal);
    expect(existsSync(input.targetFolder)).toBe(refusal === undefined);
  });

  it('can be read by its owner afterwards', async () => {
    const input = withInstallScript(`require('fs').writeFileSync('closed.txt', '', { mode: 0 })`);
    await buildNodejs(input);
    const found = readdirSync(input.targetFolder, { recursive: true, encoding: 'utf8' });
    const closed = found.filter((path) => path.endsWith('closed.txt'));
    expect(closed.map((path) => statSync(join(input.targetFolder, path)).mode & 0o777)).toEqual([0o600]);
  });

  it('is copied no further when the build is ended', async () => {
    const scratch = join(folder, 'scratch-of-one');
    const made = join(scratch, 'made');
    mkdirSync(made, { recursive: true });
    writeFileSync(join(made, 'a-1.0-py3-none-any.whl'), '');
    truncateSync(join(made, 'a-1.0-py3-none-any.whl'), SPARSE_BYTES);
    const ended = AbortSignal.abort(new Error('ended'));
    await expect(copyWheels(made, scratch, new CopyAllowance(LIMITS, ended))).rejects.toThrow();
    const lines = await copyWheels(made, scratch, new CopyAllowance(LIMITS, new AbortController().signal));
    expect(lines.lock).toMatch(/^a==1\.0 --hash=sha256:[0-9a-f]{64}\n$/);
  });

  function withInstallScript(script: string): RecordedInput {
    return aBuildInput(folder, {
      runtime: 'nodejs',
      files: {
        'package.json': '{"workspaces": ["inner"]}',
        'inner/package.json': '{"name": "inner", "version": "1.0.0", "scripts": {"postinstall": "node script.js"}}',
        'inner/index.js': '',
        'inner/script.js': script,
      },
    });
  }

  function buildNodejs(input: RecordedInput): Promise<unknown> {
    const options = { containment, policy, proxy, allowInstallScripts: true, interpreters: machineNodejs };
    return new NodejsRuntime(options).build(input, AbortSignal.timeout(300_000));
  }

  /** Its only package puts two more wheels of that size beside the one that it is asked for. */
  function pythonBesideWheels(bytes: number): RecordedInput {
    const wheel = aWheel('local-package', '1.0').toString('base64');
    const backend = `
import base64, os
def build_wheel(folder, config_settings=None, metadata_directory=None):
    wheels = os.path.join(os.environ["HOME"], "..", "wheels")
    for at in os.listdir(wheels):
        for other in ("aa", "ab"):
            with open(os.path.join(wheels, at, other + "-1.0-py3-none-any.whl"), "wb") as file:
                file.write(other.encode())
                file.truncate(${bytes})
    name = "local_package-1.0-py3-none-any.whl"
    with open(os.path.join(folder, name), "wb") as file:
        file.write(base64.b64decode("${wheel}"))
    return name
`;
    const project =
      '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "local-package"\nversion = "1.0"\n';
    const files = { 'requirements.txt': './lib\n', 'lib/pyproject.toml': project, 'lib/backend.py': backend };
    return aBuildInput(folder, { runtime: 'python', files });
  }

  function buildPython(input: RecordedInput) {
    const uv = new UvTool({ setting: 'off', toolsFolder: folder });
    const runtime = new PythonRuntime({
      interpreters: machinePython,
      containment,
      policy,
      proxy,
      allowSourceBuilds: true,
      uv,
    });
    return runtime.build(input, AbortSignal.timeout(300_000));
  }
});

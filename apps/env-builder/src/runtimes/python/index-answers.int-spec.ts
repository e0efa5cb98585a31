import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import {
  aWheel,
  type FileServer,
  PackageIndex,
  startFileServer,
  temporaryFolder,
  triedContainment,
  uvForTests,
} from '@packyard/testing';
import { aBuildInput } from '../../testing/build-input';
import { machinePython } from '../../testing/machine-python';
import type { BuildInput } from '../runtime';
import { PythonRuntime } from './python.runtime';
import { asksPypi } from './uv-settings';
import { UvTool } from './uv-tool';

jest.setTimeout(600_000);
const folder = temporaryFolder();
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
const proxy = new BuildProxy(policy);
const uv = uvForTests();
const describeUv = uv === undefined ? describe.skip : describe;
const index = new PackageIndex(folder);
let containment: Containment;

beforeAll(async () => {
  index.addWheel('upper', '1.0', { requires: ['lower>=1'] }).addWheel('lower', '1.5');
  containment = await triedContainment();
});
afterAll(() => proxy.onModuleDestroy());

describeUv('uv and the index', () => {
  it('is asked for its lists once a build, whatever it lets be kept', async () => {
    await withIndex({ 'cache-control': 'no-cache' }, async (server) => {
      await build(server, 'upper\n');
      server.requests.length = 0;
      const input = await build(server, 'upper # again\n');
      expect(server.requests.filter((request) => request.includes('/simple/')).sort()).toEqual([
        'GET /simple/lower/',
        'GET /simple/upper/',
      ]);
      expect(packagesOf(input)).toEqual(expect.arrayContaining(['upper.py', 'lower.py', 'pip']));
    });
  });

  it('is asked again when what it let be kept does not have what is wanted', async () => {
    index.addWheel('late', '1.0');
    await withIndex({ 'cache-control': 'max-age=600' }, async (server) => {
      await build(server, 'late>=0\n');
      index.addWheel('late', '2.0');
      expect(packagesOf(await build(server, 'late==2.0\n'))).toContain('late-2.0.dist-info');
    });
  });
});

describeUv('what `python -m venv` brings', () => {
  it('is linked where wheels alone are installed', async () => {
    await withIndex({}, async (server) => {
      expect(linksOfPip(await build(server, 'lower\n'))).toBeGreaterThan(1);
    });
  });

  it('is left to the requirements where they ask for it', async () => {
    await withIndex({}, async (server) => {
      index.addWheel('setuptools', '99.0');
      const found = packagesOf(await build(server, 'setuptools\n')).filter((name) => /^setuptools-/.test(name));
      expect(found).toEqual(['setuptools-99.0.dist-info']);
    });
  });

  it('is nobody else’s where code of packages may change it', async () => {
    await withIndex({}, async (server) => {
      expect(linksOfPip(await build(server, './lib\n', LOCAL_PACKAGE))).toBe(1);
    });
  });
});

describe('what PyPI says of its answers', () => {
  it.each([
    ['nobody names an index', {}, [], true],
    ['another index is asked besides', {}, ['--extra-index-url', 'https://index.internal/simple'], true],
    ['the operator names one', { PIP_INDEX_URL: 'https://index.internal/simple' }, [], false],
    ['the requirements name one', {}, ['--index-url', 'https://index.internal/simple'], false],
  ])('where %s', (_when, environment: Record<string, string>, indexOptions, isSo) => {
    expect(asksPypi(environment, indexOptions)).toBe(isSo);
  });
});

const LOCAL_PACKAGE = {
  'lib/pyproject.toml':
    '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "ours"\nversion = "1.0"\n',
  'lib/backend.py': `
import base64, os
def build_wheel(folder, config_settings=None, metadata_directory=None):
    with open(os.path.join(folder, "ours-1.0-py3-none-any.whl"), "wb") as file:
        file.write(base64.b64decode("${aWheel('ours', '1.0').toString('base64')}"))
    return "ours-1.0-py3-none-any.whl"
`,
};

async function withIndex(headers: Record<string, string>, work: (server: FileServer) => Promise<void>): Promise<void> {
  const server = await startFileServer(folder, headers);
  await work(server).finally(() => server.close());
}

async function build(server: FileServer, requirements: string, more: Record<string, string> = {}): Promise<BuildInput> {
  const made = aBuildInput(folder, { runtime: 'python', files: { 'requirements.txt': requirements, ...more } });
  // As in a home, where environments lie in one folder that links lead to.
  const input = { ...made, targetFolder: join(folder, 'environments', made.request.fingerprint, 'built') };
  const environment = { PIP_INDEX_URL: `${server.url}/simple`, PIP_RETRIES: '0' };
  const tool = new UvTool({ setting: uv ?? 'off', toolsFolder: folder });
  const runtime = new PythonRuntime({
    interpreters: machinePython,
    containment,
    policy,
    proxy,
    allowSourceBuilds: true,
    environment,
    uv: tool,
  });
  await runtime.build(input, AbortSignal.timeout(300_000));
  return input;
}

function packagesOf({ targetFolder }: BuildInput): string[] {
  return readdirSync(packagesFolder(targetFolder));
}

/** How many names a file of pip has. */
function linksOfPip({ targetFolder }: BuildInput): number {
  return statSync(join(packagesFolder(targetFolder), 'pip', '__init__.py')).nlink;
}

function packagesFolder(targetFolder: string): string {
  const lib = join(targetFolder, 'lib');
  return join(lib, readdirSync(lib)[0] ?? '', 'site-packages');
}

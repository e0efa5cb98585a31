import { existsSync, rmSync, writeFileSync } from 'node:fs';
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
import { PythonRuntime } from './python.runtime';
import { UvTool } from './uv-tool';

jest.setTimeout(600_000);
const folder = temporaryFolder();
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
const uv = uvForTests();
const proxy = new BuildProxy(policy);
let files: FileServer;
let containment: Containment;

// What only a run that may not run it could write to.
const ran = join(folder, 'cache', 'python', 'ran');
const BUILD = {
  'pyproject.toml': `[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "lib"\nversion = "1.0"\n`,
  'backend.py': `open(${JSON.stringify(ran)}, "w").close()\nraise SystemExit("the backend was run")\n`,
};
const lib = { 'lib/pyproject.toml': BUILD['pyproject.toml'], 'lib/backend.py': BUILD['backend.py'] };
const archive = aWheel('lib', '1.0', { files: BUILD });

beforeAll(async () => {
  const index = new PackageIndex(folder).addWheel('lower', '1.5');
  files = await startFileServer(folder);
  writeFileSync(join(folder, 'lib.zip'), archive);
  index.addWheel('depending', '1.0', { requires: [`lib @ ${files.url}/lib.zip`] });
  containment = await triedContainment();
});
afterAll(() => Promise.all([files.close(), proxy.onModuleDestroy()]));

const written = (text: string, more: Record<string, string | Buffer> = {}) =>
  ({ packageFile: 'requirements.txt', content: { 'requirements.txt': text, ...lib, ...more } }) as const;
const listed = (dependency: string) => ({
  packageFile: 'pyproject.toml',
  content: {
    'pyproject.toml': `[project]\nname = "x"\nversion = "1"\ndependencies = ${JSON.stringify([dependency])}\n`,
    ...lib,
  },
});
const pipfile = (name: string) => ({
  packageFile: 'Pipfile.lock',
  content: { 'Pipfile.lock': JSON.stringify({ default: { [name]: {} } }), ...lib },
});

interface Attack {
  packageFile: string;
  content: Record<string, string | Buffer>;
  lock?: string;
}

const ATTACKS: [string, Attack][] = [
  ['an editable folder in pyproject.toml', listed('-e ./lib')],
  ['a second line in pyproject.toml', listed('lower\n-e ./lib')],
  ['an editable folder in Pipfile.lock', pipfile('-e ./lib')],
  ['a nested file in quotes', written('-r "a.txt"\n', { 'a.txt': '-e ./lib\n' })],
  ['an end of line that only some know', written('lower\x0c-e ./lib\n')],
  ['an editable folder in a lock', { ...written('lower\n'), lock: '-e ./lib\nlower==1.5\n' }],
  ['a folder in a lock', { ...written('lower\n'), lock: './lib\nlower==1.5\n' }],
  ['an archive with extras', written('lib.zip[x]\n', { 'lib.zip': archive })],
  ['an archive with a rare suffix', written('lib.tlz\n', { 'lib.tlz': archive })],
  ['an archive as a constraint', written('-c c.txt\nlib\n', { 'c.txt': 'lib @ ./lib.zip\n', 'lib.zip': archive })],
  ['a folder', written('./lib\n')],
  ['what a wheel depends on', written('depending\n')],
];

const BUILDERS = [['pip', 'off'], ...(uv === undefined ? [] : [['uv', uv]])] as [string, string][];

describe.each(BUILDERS)('Python environments by %s, where sources may not be built', (_name, setting) => {
  it.each(ATTACKS)('run no build script that is hidden behind %s', async (_what, { content, ...more }) => {
    rmSync(ran, { force: true });
    const input = aBuildInput(folder, { runtime: 'python', files: content, ...more });
    await expect(runtime().build(input, AbortSignal.timeout(300_000))).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      hint: expect.stringMatching(/./),
    });
    expect(input.lines.join('\n')).not.toContain('the backend was run');
    expect(existsSync(ran)).toBe(false);
  });

  function runtime(): PythonRuntime {
    const environment = { PIP_INDEX_URL: `${files.url}/simple`, PIP_RETRIES: '0' };
    const tool = new UvTool({ setting, toolsFolder: folder });
    return new PythonRuntime({
      interpreters: machinePython,
      containment,
      policy,
      proxy,
      allowSourceBuilds: false,
      environment,
      uv: tool,
    });
  }
});

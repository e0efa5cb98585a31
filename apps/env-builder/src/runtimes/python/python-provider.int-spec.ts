import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { aWheel, tarEntry } from '@packyard/testing';
import type { RecordedInput } from '../../testing/build-input';
import { PythonFixture } from '../../testing/python-fixture';
import { PythonCache } from './python-cache';
import { PythonProvider } from './python-provider';
import { UvTool } from './uv-tool';

jest.setTimeout(600_000);
// In builds: where foreign code may not write, and tools may.
const traceIn = (file: string) => `
import os
try:
    if "PYTHONNOUSERSITE" in os.environ:
        open(${JSON.stringify(file)}, "a").close()
except OSError:
    pass
`;
const ranIn = (folder: string) => join(folder, 'cache/python/ran-in-a-tool');
const fixture = new PythonFixture((folder) => ({
  95: { entries: [tarEntry('python/bin/other', 'x')] },
  97: { first: traceIn(ranIn(folder)) },
}));

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

(fixture.uv === undefined ? describe.skip : describe)('a Python that the machine lacks', () => {
  it('is fetched by uv, is what the environment is built and tried with, and is all in it', async () => {
    const tools = join(fixture.folder, 'fetched');
    const input = fixture.input(97, 'tiny\n');
    expect(await fixture.build(input, { tools })).toMatchObject({
      runtimeVersion: fixture.version(97),
      packageCount: 1,
      builder: expect.stringMatching(/^uv /),
    });
    const [kept = ''] = readdirSync(tools);
    expect(readdirSync(tools)).toEqual([expect.stringMatching(/^python-3\.\d+\.97-[0-9a-f]{16}$/)]);
    const program = `bin/python${fixture.mirror.minor}`;
    // Kept once, whoever has it.
    expect(lstatSync(join(tools, kept, program)).nlink).toBe(2);
    rmSync(tools, { recursive: true });
    expect(readlinkSync(join(input.targetFolder, 'bin/python'))).toBe(`../interpreter/${program}`);
    expect(said(input, 'platform.python_version(), tiny.VERSION')).toBe(`${fixture.mirror.minor}.97 1.0`);
    // What compilers are told.
    expect(said(input, 'sysconfig.get_config_var("LIBDIR")')).toBe(`${input.targetFolder}/interpreter/lib`);
    expect(said(input, 'sys.base_prefix, sys.prefix')).toBe(`${input.targetFolder}/interpreter ${input.targetFolder}`);
    expect(input.lines).toContainEqual(
      expect.stringMatching(/^Python 3\.\d+\.97 is fetched by uv, as cpython-3\.\d+\.97-/),
    );
    // As it was before any package was imported.
    const library = join(input.targetFolder, 'interpreter/lib', `python${fixture.mirror.minor}`);
    expect(readdirSync(join(library, '__pycache__'))).toContainEqual(expect.stringMatching(/^argparse\..*\.pyc$/));
  });

  it('is no tool of ours: where the shared cache is, it is not started', async () => {
    await fixture.build(fixture.input(97, 'tiny\n'));
    expect(existsSync(ranIn(fixture.folder))).toBe(false);
    expect(existsSync(join(fixture.folder, 'cache/python/uv'))).toBe(false);
  });

  it('builds sources, and from a lock again', async () => {
    const local = localPackage(fixture.version(97));
    const input = fixture.input(97, './lib\ntiny\n', { files: local });
    const { lock } = await fixture.build(input);
    expect(said(input, 'sourced.VERSION, tiny.VERSION')).toBe('1.0 1.0');
    const again = fixture.input(97, './lib\ntiny\n', { files: local, lock });
    expect(await fixture.build(again)).toMatchObject({ lock, packageCount: 2 });
  });

  it('is fetched once for builds at the same time, and not again for later ones', async () => {
    const tools = join(fixture.folder, 'once');
    const before = fixture.files.requests.length;
    const provider = fixture.provider(tools);
    const orders = [1, 2, 3].map(() => fixture.input(97, 'tiny\n'));
    await Promise.all(orders.map((input) => fixture.build(input, { provider })));
    const fetched = () => fixture.files.requests.slice(before).filter((request) => request.includes('.97.tar'));
    expect(fetched()).toHaveLength(1);
    // Another worker, for which nobody has any.
    await fixture.build(fixture.input(97, 'tiny\n'), { tools, list: 'http://127.0.0.1:9/none.json' });
    expect(fetched()).toHaveLength(1);
    expect(readdirSync(tools)).toHaveLength(1);
  });

  it('is left alone when one of the machine fits', async () => {
    const before = fixture.files.requests.length;
    const input = { ...fixture.input(97), request: { ...fixture.input(97).request, versionRange: '>=3.8' } };
    await fixture.build(input, { tools: join(fixture.folder, 'none') });
    expect(existsSync(join(input.targetFolder, 'interpreter'))).toBe(false);
    expect(fixture.files.requests.slice(before).filter((request) => request.includes('/pythons/'))).toEqual([]);
  });

  it('is refused with what was found and what uv can fetch near it, when it has none', async () => {
    await expect(fixture.build(fixture.input(93))).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(
        /^The pack needs Python =3\.\d+\.93, but this worker has python3\S* \(3\.\d+\.\d+\).*, and uv can fetch 3\.\d+\.95, /,
      ),
    });
  });

  it('is refused without a word to anybody where that is switched off, with the setting', async () => {
    const before = fixture.files.requests.length;
    await expect(
      fixture.build(fixture.input(97), { provider: fixture.provider(join(fixture.folder, 'off'), false) }),
    ).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(
        /^The pack needs Python =3\.\d+\.97, but this worker has python3.* \(3\.[^)]*\)\.$/,
      ),
      hint: expect.stringMatching(/PACKYARD_PYTHON_DOWNLOADS=true, install .*python3\.\d+-venv/),
    });
    expect(fixture.files.requests).toHaveLength(before);
  });

  it('is refused where nothing fetches it', async () => {
    const provider = new PythonProvider(
      new UvTool({ setting: 'off', toolsFolder: fixture.folder }),
      new PythonCache(fixture.folder),
      true,
    );
    await expect(fixture.build(fixture.input(97), { provider })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(/, and uv, which fetches one, is not there\.$/),
      hint: expect.stringContaining('PACKYARD_UV'),
    });
  });

  it('is collected with, for an export', async () => {
    const input = fixture.input(97, 'tiny\n');
    const { lock, runtimeVersion } = await fixture.build(input);
    const collecting = { ...fixture.input(97, 'tiny\n', { lock }), lock, runtimeVersion };
    const collected = await fixture.runtime().collect(collecting, AbortSignal.timeout(300_000));
    expect(collected.paths).toEqual([expect.stringMatching(/tiny-1\.0-py3-none-any\.whl$/)]);
    expect(existsSync(ranIn(fixture.folder))).toBe(false);
  });

  it('comes with no import: that is built with one that was fetched before, or refused', async () => {
    const { lock } = await fixture.build(fixture.input(97, 'tiny\n'));
    const [sha256 = ''] = /(?<=sha256:)[0-9a-f]{64}/.exec(lock) ?? [];
    const came = {
      packages: { files: [{ name: 'tiny-1.0-py3-none-any.whl', bytes: 1, sha256 }] },
      pathOf: () => join(fixture.folder, 'files/tiny/tiny-1.0-py3-none-any.whl'),
    } as unknown as NonNullable<RecordedInput['vendored']>;
    const input = () => ({ ...fixture.input(97, 'tiny\n', { lock }), vendored: came });
    await expect(fixture.build(input(), { tools: join(fixture.folder, 'nothing-kept') })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(/, and what was imported is built without a network\.$/),
    });
    expect(await fixture.build(input())).toMatchObject({ runtimeVersion: fixture.version(97), packageCount: 1 });
  });
});

/** What the environment's Python says, with the folder of its packages alone. */
function said({ targetFolder }: RecordedInput, asked: string): string {
  const code = `import importlib, platform, sys, sysconfig
for name in ("tiny", "sourced"):
    try:
        globals()[name] = importlib.import_module(name)
    except ImportError:
        pass
print(${asked})`;
  return execFileSync(join(targetFolder, 'bin/python'), ['-c', code], { encoding: 'utf8', cwd: '/' }).trim();
}

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { aPack, PackageIndex, PythonMirror, uvForTests } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import { runPackyard } from './support/command-line';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const uv = uvForTests();

(uv === undefined ? describe.skip : describe)('a pack that needs a Python that no worker has', () => {
  const fixture = new TestFixture();
  let service: Service;
  let mirror: PythonMirror;
  const version = (patch: number) => `${mirror.minor}.${patch}`;
  const pack = (ref: string, patch: number, requirements = 'tiny\n') =>
    aPack(ref)
      .withFile('pack.yaml', `ref: ${ref}\nlabel: ${ref}\nversion: 1.0.0\npython: "=${version(patch)}"\n`)
      .withFile('requirements.txt', requirements)
      .withFile('tests/test_python.py', testOf(version(patch)))
      .writeTo(fixture.path(ref));

  beforeAll(async () => {
    new PackageIndex(fixture.path('www')).addWheel('tiny', '1.0').addWheel('other', '1.0');
    mirror = new PythonMirror(fixture.path('www/pythons'), `${fixture.files.url}/pythons`);
    mirror.add(97);
    const environment = {
      PACKYARD_UV: uv ?? '',
      PACKYARD_PYTHON_DOWNLOADS: 'true',
      UV_PYTHON_DOWNLOADS_JSON_URL: mirror.list,
    };
    service = await fixture.start({ environment });
  });

  it('gets one that uv fetches, once for all, and its tests and actions run on it', async () => {
    const packs = [pack('snake', 97), pack('viper', 97, 'tiny\nother\n')];
    expect(ActionHarness.codes(await service.install(packs))).toEqual([undefined, undefined]);
    for (const ref of ['snake', 'viper']) {
      expect((await service.pack(ref))?.environments).toMatchObject([{ runtime_version: version(97) }]);
      expect(runs(ref)).toBe(`${version(97)} ${fixture.path('home')}`);
    }
    expect(readdirSync(fixture.path('home/tools'))).toEqual([expect.stringMatching(/^python-3\.\d+\.97-/)]);
    expect(fixture.files.requests.filter((request) => request.includes('.97.tar'))).toHaveLength(1);
  });

  it('is exported with its packages', async () => {
    const exported = await runPackyard(
      service,
      ['export', 'snake', '--out', fixture.path('snake.packyard')],
      fixture.folder,
    );
    expect(exported.text).toContain('snake.packyard');
  });

  it('is refused, with what there is, where uv has none that fits', async () => {
    const { packs } = await service.install([pack('python', 93)]);
    expect(packs[0]?.error).toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(/ but this worker has python3\S* \(3\.[^)]*\).*, and uv can fetch 3\.\d+\.97\.$/),
      hint: expect.stringContaining('python_version'),
    });
  });

  /** What the Python of its environment says it is, and the home that it lies in with all that belongs to it. */
  function runs(ref: string): string {
    const code = 'import platform, sys, tiny; print(platform.python_version(), sys.base_prefix)';
    const program = fixture.path('home/packs', ref, 'virtualenv/bin/python');
    return execFileSync(program, ['-c', code], { encoding: 'utf8' })
      .replace(/\/store\/environments\/.*\/interpreter$/m, '')
      .trim();
  }
});

function testOf(version: string): string {
  return `import platform, tiny, unittest
class T(unittest.TestCase):
    def test_it(self):
        self.assertEqual(platform.python_version(), "${version}")
`;
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { GenerationView, PackLock } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import { runPackyard } from './support/command-line';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

describe('packyard sync', () => {
  const fixture = new TestFixture();
  let service: Service;
  const packyard = (...args: string[]) => runPackyard(service, args, fixture.folder);
  const want = (packs: Record<string, string>, registries: string[] = []) => {
    const lines = Object.entries(packs).map(([ref, wanted]) => `  ${ref}: ${wanted}\n`);
    const lists = registries.length === 0 ? '' : `registries:\n${registries.map((url) => `  - ${url}\n`).join('')}`;
    writeFileSync(fixture.path('packyard.yaml'), `${lists}packs:${lines.length === 0 ? ' {}' : ''}\n${lines.join('')}`);
  };
  const generations = async () => {
    const answer = await service.request('/api/v1/generations');
    return ((await answer.json()) as { data: GenerationView[] }).data;
  };
  /** Of one moment. */
  const enabled = async () => {
    const { data } = (await (await service.request('/api/v1/lock')).json()) as { data: PackLock };
    return data.packs.map(({ ref, version }) => `${ref} ${version}`);
  };

  beforeAll(async () => {
    const entries = ['1.0.0', '1.2.0', '2.0.0'].map((version) => {
      aPack('app')
        .version(version)
        .requiring('lib')
        .asTarball(fixture.path(`www/app-${version}.tgz`));
      return entryOf('app', version, ['lib']);
    });
    aPack('lib').asTarball(fixture.path('www/lib-1.0.0.tgz'));
    writeFileSync(fixture.path('www/index.json'), JSON.stringify({ packs: [...entries, entryOf('lib', '1.0.0', [])] }));
    aPack('own').writeTo(fixture.path('own'));
    aPack('stray').writeTo(fixture.path('stray'));
    service = await fixture.start({ layout: 'processes' });
    await service.install([fixture.path('stray')]);
  });

  it('enables what the file says in one change, with its registries, and tells before what it will do', async () => {
    want({ app: '^1.0', own: './own' }, [`${fixture.files.url}/index.json`]);
    const before = await generations();
    const shown = await packyard('diff');
    expect(shown.exitCode).toBe(1);
    expect(shown.text).toContain(`+ registry ${fixture.files.url}/index.json`);
    expect(shown.text).toContain('+ app → ^1.0: it is not enabled');
    expect(shown.text).toContain('- stray 1.0.0: it is neither wanted nor needed');
    expect(await packyard('sync', '--lock')).toMatchObject({ exitCode: 0 });
    expect(await enabled()).toEqual(['app 1.2.0', 'lib 1.0.0', 'own 1.0.0', 'stray 1.0.0']);
    expect(await generations()).toHaveLength(before.length + 1);
    expect(readFileSync(fixture.path('packs.lock'), 'utf8')).toContain('- ref: app\n    version: 1.2.0\n');
  });

  it('changes nothing the second time', async () => {
    const before = await generations();
    const again = await packyard('sync');
    expect(again).toMatchObject({ exitCode: 0, text: expect.stringContaining('Nothing differs.') });
    expect(await generations()).toEqual(before);
  });

  it('--prune disables with the rest what is not wanted, and says what before; what is needed stays', async () => {
    want({ app: '^2.0' });
    const before = await generations();
    const synced = await packyard('sync', '--prune');
    expect(synced.text).toMatch(/~ app 1\.2\.0 → \^2\.0: .*[^]*- own 1\.0\.0[^]*- stray 1\.0\.0/);
    expect(await enabled()).toEqual(['app 2.0.0', 'lib 1.0.0']);
    const after = await generations();
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]?.changes.map(({ ref }) => ref).sort()).toEqual(['app', 'own', 'stray']);
    expect((await packyard('sync', '--prune')).text).toContain('Nothing differs.');
    want({});
    expect((await packyard('sync', '--prune')).text).toMatch(/- lib 1\.0\.0[^]*generation \d+/);
    expect(await enabled()).toEqual([]);
    expect((await packyard('rollback')).exitCode).toBe(0);
    expect(await enabled()).toEqual(['app 2.0.0', 'lib 1.0.0']);
  });

  it('is as before or as wanted when a worker is killed midway', async () => {
    want({ app: '^1.0', own: './own' });
    const before = await enabled();
    const seen = new Set<string>([before.join(', ')]);
    const gate = fixture.files.hold('/app-');
    const syncing = packyard('sync', '--prune');
    await eventually(() => expect(gate.waiting()).toBe(1));
    await service.kill('downloader');
    await service.kill('registrar');
    expect(await enabled()).toEqual(before);
    gate.serve();
    service.spawn('downloader');
    service.spawn('registrar');
    const watch = new AbortController();
    const over = syncing.finally(() => watch.abort());
    while (!watch.signal.aborted) seen.add((await enabled()).join(', '));
    expect(await over).toMatchObject({ exitCode: 0 });
    const wanted = ['app 1.2.0', 'lib 1.0.0', 'own 1.0.0'];
    expect(await enabled()).toEqual(wanted);
    seen.add(wanted.join(', '));
    expect([...seen]).toEqual([before.join(', '), wanted.join(', ')]);
  });

  it('enables nothing when one pack does not come', async () => {
    const before = await enabled();
    want({ app: '^2.0', own: './own', strange: './stray' });
    const failed = await packyard('sync', '--prune');
    expect(failed.exitCode).toBe(1);
    expect(failed.text).toContain('is wanted as strange, and holds the pack stray');
    expect(await enabled()).toEqual(before);
  });

  it.each<[string, string, string]>([
    ['is no YAML', 'packs:\n  app: "1\n', 'packyard.yaml, line '],
    [
      'has an unknown field',
      'packs: {}\npakcs: {}\n',
      'packyard.yaml, line 2: pakcs: is no field of this file. Write one',
    ],
    ['has a number', 'packs:\n  lib: 1.0.0\n  app: 1.10\n', 'line 3: app: 1.1 is a number. Put it into quotes'],
    ['has a list', 'packs:\n  app: [1]\n', 'line 2: packs.app: '],
    ['names no pack', "packs:\n  'a b': '*'\n", "line 2: 'a b' is no name of a pack"],
    [
      'has neither range nor source',
      'packs:\n  app: newest\n',
      "app: 'newest' is neither a range of versions nor a source",
    ],
  ])('a file that %s is refused with the line and the remedy', async (_what, text, reason) => {
    writeFileSync(fixture.path('packyard.yaml'), text);
    const refused = await packyard('sync');
    expect(refused.exitCode).toBe(2);
    expect(refused.text.replace(/\s+/g, ' ')).toContain(reason);
  });

  it('a file that is missing is refused with what to write', async () => {
    expect(existsSync(fixture.path('other.yaml'))).toBe(false);
    const refused = await packyard('diff', '--file', 'other.yaml');
    expect(refused).toMatchObject({
      exitCode: 2,
      text: expect.stringMatching(/other\.yaml can't be used: it is not there \(ENOENT\)[^]*Write one/),
    });
  });

  function entryOf(ref: string, version: string, packs: string[]) {
    const url = `${fixture.files.url}/${ref}-${version}.tgz`;
    return { ref, version, install_sources: [{ type: 'archive', url }], dependencies: { packs } };
  }
});

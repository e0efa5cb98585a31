import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Digest } from '@packyard/contracts';
import { digestTree } from '@packyard/pack';
import { aPack } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import { contentStoreAt } from './support/content-harness';
import { DockerRegistry, dockerRegistryProblem } from './support/docker-registry';
import { publishNodejsReleases } from './support/nodejs-releases';
import { SeparateHomes } from './support/separate-homes';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

interface KeptVersion {
  ref: string;
  version: string;
  digest: string;
  content: string;
}

interface KeptEnvironment {
  path: string;
  content: string;
}

const problem = dockerRegistryProblem();
if (problem !== undefined) console.warn(`Homes of their own are not tried: ${problem}`);

(problem === undefined ? describe : describe.skip)('processes with a home each, and a content store', () => {
  const fixture = new TestFixture();
  let registry: DockerRegistry;
  let nodes: SeparateHomes;
  let service: Service;
  let count = 0;

  beforeAll(async () => {
    fixture.addToIndex();
    publishNodejsReleases(fixture, ['98.2.0']);
    registry = await DockerRegistry.start(fixture.path('registry'));
    const store = `oci+http://${registry.host}/packyard/content`;
    nodes = await SeparateHomes.start(fixture, { PACKYARD_CONTENT_STORE: store, PACKYARD_NODE_DOWNLOADS: 'true' });
    service = nodes.gateway;
  });
  afterAll(() => registry.stop());

  /** What no two processes can hand to each other by its path. */
  const offered = (ref: string, version: string, make = (pack: ReturnType<typeof aPack>) => pack) => {
    make(aPack(ref).version(version)).asTarball(fixture.path('www', `${ref}-${version}.tgz`));
    return `${fixture.files.url}/${ref}-${version}.tgz`;
  };
  const versions = () =>
    fixture.database.query<KeptVersion>(
      'SELECT ref, version, digest, content FROM pack_version JOIN pack ON pack.id = pack_id ORDER BY 1, 2',
    );
  const elsewhere = () => fixture.path(`elsewhere-${(count += 1)}`);
  const store = () => contentStoreAt(registry.host, elsewhere());

  it('install from one to the next, and keep what they install where all can fetch it', async () => {
    const source = offered('handed', '1.0.0', (pack) => pack.withPython('sunrise==1.0.0'));
    const ended = await service.install([source]);
    expect(ended).toMatchObject({ status: 'completed', packs: [{ status: 'completed' }] });
    const [version] = await versions();
    expect(version).toMatchObject({ ref: 'handed', version: '1.0.0' });
    const copy = elsewhere();
    await store().fetch(Digest.parse(version!.content), copy);
    expect(await digestTree(copy)).toBe(version!.digest);
    expect(await service.pack('handed')).toMatchObject({ version: '1.0.0' });
    expect(nodes.links()).toEqual([]);
  });

  it('keep environments that work in a home elsewhere', async () => {
    const [kept] = await fixture.database.query<KeptEnvironment>('SELECT path, content FROM environment');
    const base = join(elsewhere(), 'store/environments');
    await store().fetch(Digest.parse(kept!.content), join(base, kept!.path), { base });
    const program = `import sunrise, sys; print(sys.prefix)`;
    const told = execFileSync(join(base, kept!.path, 'bin/python'), ['-c', program], { encoding: 'utf8' });
    expect(told.trim()).toBe(join(base, kept!.path));
    const named = spawnSync('grep', ['-rlI', 'node-[0-9]*-env-builder/store/environments', join(base, kept!.path)], {
      encoding: 'utf8',
    });
    expect(named.stdout).toBe('');
  });

  it('build what is asked for again once, whoever builds', async () => {
    const sources = ['1.1.0', '1.2.0', '1.3.0', '1.4.0'].map((version) =>
      offered('handed', version, (pack) => pack.withPython('sunrise==1.0.0')),
    );
    for (const source of sources) expect(await service.install([source])).toMatchObject({ status: 'completed' });
    const builds = await fixture.database.query(`SELECT 1 FROM task WHERE stage = 'build'`);
    expect(builds).toHaveLength(1);
    expect((await service.pack('handed'))?.version).toBe('1.4.0');
  });

  it('build again what the content store has lost', async () => {
    const environment = async () =>
      (await fixture.database.query<KeptEnvironment>('SELECT path, content FROM environment'))[0]!;
    const lost = await environment();
    const nobodySince = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000);
    await store().remove({ digest: Digest.parse(lost.content), kind: 'environment' }, nobodySince);
    const source = offered('handed', '1.5.0', (pack) => pack.withPython('sunrise==1.0.0'));
    expect(await service.install([source])).toMatchObject({ status: 'completed' });
    const anew = await environment();
    expect(anew.path).not.toBe(lost.path);
    expect(await store().has(Digest.parse(anew.content))).toBe(true);
  });

  it('run the tests of a pack in an environment that another process has built', async () => {
    const source = offered('tested', '1.0.0', (pack) =>
      pack
        .withPython('sunrise==1.0.0')
        .withFile(
          'tests/test_it.py',
          'import sunrise\nimport unittest\n\n\nclass T(unittest.TestCase):\n    def test(self):\n        self.assertTrue(sunrise)\n',
        ),
    );
    const ended = await service.install([source]);
    expect(ended).toMatchObject({ status: 'completed', packs: [{ status: 'completed' }] });
  });

  it('run the tests of a pack on a Node.js that another process has fetched, and keep it with its environment', async () => {
    const engines = { node: '98' };
    const scripts = { test: 'test "$(node --version)" = v98.2.0' };
    const source = offered('modern', '1.0.0', (pack) =>
      pack.withFile('package.json', JSON.stringify({ engines, scripts })),
    );
    const ended = await service.install([source]);
    expect([ended.status, ActionHarness.codes(ended)]).toEqual(['completed', [undefined]]);
    const fetched = nodes.members.filter(
      ({ home }) => existsSync(join(home, 'tools')) && readdirSync(join(home, 'tools')).length > 0,
    );
    expect(fetched.map(({ app }) => app)).toEqual(['env-builder']);
    const [kept] = await fixture.database.query<KeptEnvironment>(
      `SELECT path, content FROM environment WHERE runtime = 'nodejs'`,
    );
    const copy = elsewhere();
    await store().fetch(Digest.parse(kept!.content), copy, { base: dirname(copy) });
    const node = join(copy, 'node_modules/.bin/node');
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()).toBe('v98.2.0');
    await service.request('/api/v1/packs/modern', { method: 'DELETE' });
  });

  it('enable, roll back and uninstall, without a link in any home', async () => {
    const enabled = await service.request('/api/v1/packs/handed/enable', { body: { version: '1.0.0' } });
    expect(enabled.status).toBe(200);
    expect((await service.pack('handed'))?.version).toBe('1.0.0');
    const removed = await service.request('/api/v1/packs/tested', { method: 'DELETE' });
    expect(removed.ok).toBe(true);
    expect(await service.pack('tested')).toBeUndefined();
    expect(nodes.links()).toEqual([]);
    for (const { content } of await versions()) expect(await store().has(Digest.parse(content))).toBe(true);
  });

  describe('build environments of a folder', () => {
    const actions = new ActionHarness(() => service);
    let folder: string;
    const build = async (by: number) => {
      const builders = nodes.members.filter(({ app }) => app === 'env-builder');
      await builders[1 - by]?.process.kill('env-builder');
      rmSync(join(folder, 'virtualenv'), { force: true });
      const ended = await actions.run('core.build_pack_envs', { pack_paths: [folder] });
      builders[1 - by]?.process.spawn('env-builder');
      expect([ended.status, ActionHarness.codes(ended)]).toEqual(['completed', [undefined]]);
      expect(realpathSync(join(folder, 'virtualenv'))).toContain(builders[by]!.home);
      const sql = `SELECT path, content FROM environment ORDER BY id DESC LIMIT 1`;
      return (await fixture.database.query<KeptEnvironment>(sql))[0]!;
    };

    beforeAll(() => {
      folder = aPack('folded').withPython('sunrise==1.0.0 # alone').writeTo(fixture.path('folded'));
    });

    it('once, whoever is asked next', async () => {
      const built = await build(0);
      expect(await build(1)).toEqual(built);
    });

    it('anew where one that was built elsewhere does not work', async () => {
      const immovable = elsewhere();
      mkdirSync(immovable);
      writeFileSync(join(immovable, 'compiled'), `\0/built/there/and/nowhere/else\0`);
      const content = await store().put('environment', immovable, { base: '/built/there' });
      const before = await build(0);
      const path = `${dirname(before.path)}/9999-1`;
      const named = 'WHERE id = (SELECT max(id) FROM environment)';
      await fixture.database.query(`UPDATE environment SET path = '${path}', content = '${content}' ${named}`);
      const anew = await build(1);
      expect(anew.path).not.toBe(path);
      expect(anew.content).not.toBe(content);
    });
  });

  it('install several that need each other, all or nothing', async () => {
    const sources = [offered('needed', '1.0.0'), offered('needing', '1.0.0', (pack) => pack.requiring('needed', '^1'))];
    const ended = await service.install(sources, { atomic: true });
    expect(ended).toMatchObject({ status: 'completed' });
    expect((await versions()).map(({ content }) => Digest.safeParse(content).success)).not.toContain(false);
  });
});

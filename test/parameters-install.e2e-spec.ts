import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { aPack, eventually } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import { PackInParts } from './support/git-parts';
import { startUntrustedServer } from './support/untrusted-server';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const FAILING = 'import unittest\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.fail()\n';

describe('what each parameter of core.install_packs and core.test_packs does', () => {
  const fixture = new TestFixture();
  let service: Service;
  const actions = new ActionHarness(() => service);
  const install = (packs: string[], more: Record<string, unknown> = {}) =>
    actions.run('core.install_packs', { packs, ...more });

  beforeAll(async () => {
    service = await fixture.start();
    fixture.addToIndex();
  });

  it('core.install_packs · packs: all of them, or nothing when one of them is no source', async () => {
    await install(['a', 'b'].map((ref) => aPack(ref).writeTo(fixture.path(ref))));
    expect([(await service.pack('a'))?.version, (await service.pack('b'))?.version]).toEqual(['1.0.0', '1.0.0']);
    expect(await actions.problems('core.install_packs', { packs: [fixture.path('a'), 'no place'] })).toEqual([
      'parameters.packs.1',
    ]);
  });

  it('core.install_packs · ref_spec: checks out the tag', async () => {
    const repository = aPack('tagged').asRepository(fixture.path('tagged.git'));
    expect(ActionHarness.codes(await install([repository], { ref_spec: 'v1.0.0' }))).toEqual([undefined]);
    expect(ActionHarness.codes(await install([repository], { ref_spec: 'v9' }))).toEqual(['REF_NOT_FOUND']);
  });

  it('core.install_packs · submodules, lfs: what else belongs to a git source is installed', async () => {
    const parts = await new PackInParts(fixture.path('parts')).publish('parts');
    expect(ActionHarness.codes(await install([parts.url], { submodules: true, lfs: true }))).toEqual([undefined]);
    const at = fixture.path('home/packs/parts');
    expect(readFileSync(`${at}/library/library.txt`, 'utf8')).toBe('library');
    expect(readFileSync(`${at}/large.bin`, 'utf8')).toBe(parts.large);
    expect((await service.pack('parts'))?.source).toMatch(/parts\.git\?submodules=1&lfs=1$/);
    await parts.close();
  });

  it('core.install_packs · registry_url: is where references and dependencies are looked up', async () => {
    aPack('dependency').asTarball(fixture.path('www/dependency.tgz'));
    const install_sources = [{ type: 'archive', url: 'dependency.tgz' }];
    const packs = [{ ref: 'dependency', version: '1.0.0', install_sources }];
    writeFileSync(fixture.path('www/index.json'), JSON.stringify({ packs }));
    const needy = aPack('needy').requiring('dependency').writeTo(fixture.path('needy'));
    expect(ActionHarness.codes(await install([needy]))).toEqual(['DEPENDENCY_MISSING']);
    const execution = await install([needy], { registry_url: `${fixture.files.url}/index.json` });
    expect(execution.packs.map(({ origin, status }) => [origin, status])).toEqual([
      ['request', 'completed'],
      ['dependency', 'completed'],
    ]);
  });

  it('core.install_packs · packs_base_dir: a link there leads to the enabled version', async () => {
    await install([fixture.path('a')], { packs_base_dir: fixture.path('base') });
    expect(realpathSync(fixture.path('base/a'))).toBe(realpathSync(fixture.path('home/packs/a')));
  });

  it('core.install_packs · timeout: a download that takes longer fails, and nothing stays in the staging area', async () => {
    const held = fixture.files.hold('/never.tgz');
    const execution = await install([`${fixture.files.url}/never.tgz`], { timeout: 1 });
    held.letGo();
    expect([execution.status, ...ActionHarness.codes(execution)]).toEqual(['failed', 'TIMED_OUT']);
    await eventually(() => expect(readdirSync(fixture.path('home/staging'))).toEqual([]));
  });

  it('core.install_packs · build_timeout: a build that takes longer fails', async () => {
    const held = fixture.files.hold('/simple/slowpoke/');
    const execution = await install([aPack('slow').withPython('slowpoke').writeTo(fixture.path('slow'))], {
      build_timeout: 4,
    });
    held.letGo();
    expect(execution.packs[0]?.error).toMatchObject({
      code: 'TIMED_OUT',
      hint: expect.stringContaining('build_timeout'),
    });
  });

  it('core.install_packs · verify_ssl: a certificate that nobody vouches for is refused unless it is false', async () => {
    const server = await startUntrustedServer(aPack('secure').asTarball(fixture.path('secure.tgz')));
    const source = `${server.url}/secure.tgz`;
    const codes = [await install([source]), await install([source], { verify_ssl: false })].flatMap((execution) =>
      ActionHarness.codes(execution),
    );
    await server.close();
    expect(codes).toEqual(['SOURCE_FORBIDDEN', undefined]);
  });

  it('core.install_packs · skip_dependencies: installs the pack without what it depends on', async () => {
    const alone = [aPack('alone').requiring('nowhere').writeTo(fixture.path('alone'))];
    expect(ActionHarness.codes(await install(alone))).toEqual(['DEPENDENCY_MISSING']);
    expect(ActionHarness.codes(await install(alone, { skip_dependencies: true }))).toEqual([undefined]);
  });

  it('core.install_packs · skip_validation: leaves invalid components out', async () => {
    const flawed = [aPack('flawed').withFile('rules/r.yaml', 'ref: flawed.r\n').writeTo(fixture.path('flawed'))];
    expect(ActionHarness.codes(await install(flawed))).toEqual(['COMPONENT_INVALID']);
    expect(ActionHarness.codes(await install(flawed, { skip_validation: true }))).toEqual([undefined]);
  });

  it('core.install_packs · skip_env_build, skip_python, skip_nodejs: those environments are not built', async () => {
    const folder = aPack('both')
      .withPython('sunrise==1.0.0')
      .withFile('package.json', JSON.stringify({ name: 'both', dependencies: { tiny: 'file:./tiny' } }))
      .withFile('tiny/package.json', JSON.stringify({ name: 'tiny', version: '1.0.0' }))
      .withFile('tiny/index.js', '')
      .writeTo(fixture.path('both'));
    const built = async (more: object, content?: string) => {
      if (content !== undefined) writeFileSync(fixture.path('both/content'), content);
      await install([folder], { ...more, force: true });
      const linked = ['node_modules', 'virtualenv'].filter((name) => existsSync(fixture.path('home/packs/both', name)));
      return [(await service.pack('both'))?.environments.map(({ runtime }) => runtime), linked];
    };
    expect(await built({ skip_env_build: true }, '1')).toEqual([[], []]);
    expect(await built({ skip_python: true }, '2')).toEqual([['nodejs'], ['node_modules']]);
    expect(await built({ skip_nodejs: true }, '3')).toEqual([['python'], ['virtualenv']]);
    const both = [
      ['nodejs', 'python'],
      ['node_modules', 'virtualenv'],
    ];
    expect(await built({})).toEqual(both);
    // What was built for the same content stays where it is.
    for (const skip of ['skip_env_build', 'skip_python', 'skip_nodejs'])
      expect(await built({ [skip]: true })).toEqual(both);
    expect(await built({ skip_env_build: true }, '4')).toEqual([[], []]);
  });

  it('core.install_packs · python_version, nodejs_version: are demanded', async () => {
    const both = [fixture.path('both')];
    const python = await install(both, { python_version: '2.6', skip_nodejs: true });
    const nodejs = await install(both, { nodejs_version: '4', skip_python: true });
    expect([python, nodejs].map(({ packs }) => packs[0]?.error?.message)).toEqual([
      expect.stringContaining('needs Python ~2.6'),
      expect.stringContaining('needs Node.js ~4'),
    ]);
  });

  it('core.install_packs · force_rebuild: builds again what is built already', async () => {
    const virtualenv = async (force_rebuild: boolean) => {
      await install([fixture.path('both')], { force_rebuild });
      return realpathSync(fixture.path('home/packs/both/virtualenv'));
    };
    const first = await virtualenv(false);
    expect([await virtualenv(false), (await virtualenv(true)) === first]).toEqual([first, false]);
  });

  it('core.install_packs · skip_tests: tests are not run, and cannot keep the pack out', async () => {
    const failing = [aPack('failing').withFile('tests/test_it.py', FAILING).writeTo(fixture.path('failing'))];
    expect(ActionHarness.codes(await install(failing))).toEqual(['TESTS_FAILED']);
    expect((await install(failing, { skip_tests: true })).result).toMatchObject({
      installed_packs: [{ pack_ref: 'failing', test_result: null }],
    });
  });

  it('core.install_packs · enable: without it a version is installed beside the enabled one', async () => {
    const version = (text: string) =>
      aPack('beside')
        .version(text)
        .writeTo(fixture.path(`beside-${text}`));
    await install([version('1.0.0')]);
    expect((await install([version('2.0.0')], { enable: false })).result).toMatchObject({
      installed_packs: [
        { pack_version: '2.0.0', enabled: false, component_changes: { added: 0, changed: 0, removed: 0 } },
      ],
    });
    expect(await service.pack('beside')).toMatchObject({ version: '1.0.0', versions: ['1.0.0', '2.0.0'] });
    await install([version('2.0.0')], { enable: true });
    expect(await service.pack('beside')).toMatchObject({ version: '2.0.0' });
  });

  it('core.install_packs · atomic: nothing stays of what others of the request installed', async () => {
    const packs = [aPack('ally').writeTo(fixture.path('ally')), fixture.path('missing')];
    const ended = await install(packs, { atomic: true });
    expect(ended.status).toBe('failed');
    expect(ActionHarness.codes(ended)).toEqual(['ROLLED_BACK', 'SOURCE_NOT_FOUND']);
    expect(await service.pack('ally')).toBeUndefined();
    await install(packs);
    expect(await service.pack('ally')).toMatchObject({ version: '1.0.0' });
  });

  it('core.install_packs · force: replaces content and registers although tests fail', async () => {
    const changed = aPack('failing').withFile('tests/test_it.py', FAILING).withFile('README.md', 'new');
    const packs = [changed.writeTo(fixture.path('failing-changed'))];
    expect(ActionHarness.codes(await install(packs, { skip_tests: true }))).toEqual(['VERSION_EXISTS']);
    expect((await install(packs, { force: true })).result).toMatchObject({
      installed_packs: [{ pack_ref: 'failing', test_result: { status: 'failed', failed: 1 } }],
    });
    expect(readFileSync(fixture.path('home/packs/failing/README.md'), 'utf8')).toBe('new');
  });

  it('core.install_packs · dry_run: tells what would be done, and does nothing', async () => {
    const pack = aPack('planned').writeTo(fixture.path('planned'));
    const { status, result } = await install([pack], { dry_run: true });
    expect([status, result]).toMatchObject([
      'completed',
      { installed_packs: [], plan: { packs: [{ pack_ref: 'planned', change: 'install' }] } },
    ]);
    expect(await service.pack('planned')).toBeUndefined();
  });

  it('core.install_packs · base_generation: is refused when what is enabled has changed since', async () => {
    const pack = aPack('based').writeTo(fixture.path('based'));
    const latest = (await (await service.request('/api/v1/generations')).json()) as { data: { id: number }[] };
    const now = latest.data[0]?.id ?? 0;
    expect(await actions.problems('core.install_packs', { packs: [pack], base_generation: now })).toEqual([
      'parameters.base_generation',
    ]);
    const refused = await install([pack], { atomic: true, base_generation: now - 1 });
    expect(ActionHarness.codes(refused)).toEqual(['PLAN_OUTDATED']);
    expect(await service.pack('based')).toBeUndefined();
    expect((await install([pack], { atomic: true, base_generation: now })).status).toBe('completed');
  });

  it('core.install_packs · priority: administrators may go before all that wait, nobody else may', async () => {
    const urlOf = (ref: string) => `${fixture.files.url}/${ref}.tgz`;
    for (const ref of ['patient', 'urgent']) aPack(ref).asTarball(fixture.path(`www/${ref}.tgz`));
    const gate = fixture.files.hold('/busy-');
    // As many as there are slots for: what is submitted afterwards waits.
    await service.submit(Array.from({ length: 32 }, (_, index) => urlOf(`busy-${index}`)));
    await eventually(() => expect(gate.waiting()).toBe(32));
    const waitingOf = async ({ id }: { id: number }) => (await service.execution(id)).waiting[0];
    const patient = await service.submit([urlOf('patient')], { priority: 'normal' });
    await eventually(async () => expect((await waitingOf(patient))?.ahead).toBe(0));
    const urgent = await service.submit([urlOf('urgent')], { priority: 'high' });
    expect([patient.priority, urgent.priority]).toEqual(['normal', 'high']);
    await eventually(async () =>
      expect([await waitingOf(urgent), await waitingOf(patient)]).toEqual([
        { stage: 'download', tasks: 1, ahead: 0 },
        { stage: 'download', tasks: 1, ahead: 1 },
      ]),
    );
    gate.serve();
    expect((await service.ended(urgent.id)).status).toBe('completed');

    const made = await service.request('/api/v1/tokens', { body: { name: 'hurried', scope: 'install' } });
    const { token } = ((await made.json()) as { data: { token: string } }).data;
    const headers = { authorization: `Bearer ${token}` };
    const refused = await actions.submit('core.install_packs', { packs: [urlOf('urgent')], priority: 'high' }, headers);
    expect([refused.status, await refused.json()]).toEqual([
      403,
      expect.objectContaining({
        code: 'FORBIDDEN',
        hint: 'Use a token with the scope admin, or leave priority out.',
      }),
    ]);
    expect(
      (await actions.submit('core.install_packs', { packs: [urlOf('urgent')], priority: 'normal' }, headers)).status,
    ).toBe(201);
  });

  it('core.test_packs · packs: each is tested where it is; what is not installed is named', async () => {
    const { result, status } = await actions.run('core.test_packs', { packs: ['failing', 'a', 'nobody'] });
    expect([status, result]).toEqual([
      'completed',
      {
        tested_packs: [
          {
            pack_ref: 'failing',
            pack_version: '1.0.0',
            test_result: { status: 'failed', total_tests: 1, passed: 0, failed: 1, reason: expect.any(String) },
          },
          {
            pack_ref: 'a',
            pack_version: '1.0.0',
            test_result: { status: 'none', total_tests: 0, passed: 0, failed: 0 },
          },
        ],
        failed_packs: [{ pack_ref: 'nobody', error: "Pack 'nobody' not found" }],
        summary: { total_packs: 3, success_count: 1, failure_count: 2, duration_ms: expect.any(Number) },
      },
    ]);
    expect(existsSync(fixture.path('home/packs/failing'))).toBe(true);
  });

  // Last: whatever else is enabled is disabled by it.
  it('core.install_packs · keep_only: with atomic, what is neither named nor needed is disabled in the same step', async () => {
    const packOf = (ref: string) => aPack(ref).writeTo(fixture.path(`kept-${ref}`));
    const needy = aPack('needy-one').requiring('needed-one').writeTo(fixture.path('kept-needy'));
    await install([packOf('surplus'), packOf('needed-one'), needy]);
    await install([packOf('fresh')], { keep_only: ['fresh'] });
    expect(await service.pack('surplus')).toMatchObject({ version: '1.0.0' });
    const before = (await service.pack('surplus'))?.versions;
    await install([packOf('fresher')], { atomic: true, keep_only: ['fresher', 'needy-one'] });
    const left = await Promise.all(['surplus', 'fresh', 'needed-one', 'fresher'].map((ref) => service.pack(ref)));
    expect(left.map((pack) => pack?.version)).toEqual([null, null, '1.0.0', '1.0.0']);
    expect(left[0]?.versions).toEqual(before);
  });
});

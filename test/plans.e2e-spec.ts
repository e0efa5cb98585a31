import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { ErrorBody, ExecutionView, PlanView } from '@packyard/contracts';
import { aPack, PackageIndex } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import { runPackyard } from './support/command-line';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

describe('a plan', () => {
  const fixture = new TestFixture();
  let service: Service;
  const post = async (path: string, body: unknown = {}) => {
    const answer = await service.request(path, { body });
    return { status: answer.status, ...((await answer.json()) as { data: ExecutionView } & ErrorBody) };
  };
  const plan = async (packs: readonly string[], more: Record<string, unknown> = {}): Promise<PlanView> => {
    const { data } = await post('/api/v1/plans', { packs, ...more });
    await service.ended(data.id);
    return ((await (await service.request(`/api/v1/plans/${data.id}`)).json()) as { data: PlanView }).data;
  };
  const apply = ({ id }: PlanView) => post(`/api/v1/plans/${id}/apply`);
  const applied = async (made: PlanView): Promise<ExecutionView> => {
    const answer = await apply(made);
    expect([answer.status, answer.message]).toEqual([201, undefined]);
    return service.ended(answer.data.id);
  };
  const refusal = async (made: PlanView) => {
    const { status, code, message } = await apply(made);
    return [status, code, message];
  };
  const write = (
    ref: string,
    version: string,
    change: (pack: ReturnType<typeof aPack>) => unknown = () => undefined,
  ) => {
    const folder = fixture.path(`${ref}-${version}`);
    rmSync(folder, { recursive: true, force: true });
    const pack = aPack(ref).version(version);
    change(pack);
    return pack.writeTo(folder);
  };

  beforeAll(async () => {
    new PackageIndex(fixture.path('www')).addWheel('lanterns', '1.0.0');
    service = await fixture.start({ environment: { PACKYARD_REGISTRY_TTL_SECONDS: '0' } });
  });

  it('says what comes with what, and installs exactly that, to the digest', async () => {
    write('lamp', '1.0.0', (pack) => pack.withPython('lanterns'));
    const offers = fixture.path('offers');
    mkdirSync(offers);
    execFileSync('cp', ['-r', fixture.path('lamp-1.0.0'), `${offers}/lamp`]);
    expect(
      await runPackyard(service, ['registry', 'build', offers, '--out', fixture.path('www/registry')], fixture.folder),
    ).toMatchObject({ exitCode: 0 });
    const registry_url = `${fixture.files.url}/registry/index.json`;
    const house = write('house', '1.0.0', (pack) => pack.requiring('lamp'));
    const made = await plan([house], { registry_url });
    expect(made).toMatchObject({ status: 'completed', refused: [], base_generation: 0 });
    expect(
      made.packs.map(({ pack_ref, change, origin, environments }) => [pack_ref, change, origin, environments]),
    ).toEqual([
      ['house', 'install', 'request', []],
      ['lamp', 'install', 'dependency', [{ runtime: 'python', fingerprint: expect.any(String), is_built: false }]],
    ]);
    expect(made.packs[1]?.chosen_because).toContain('house');
    expect([await service.pack('house'), await service.pack('lamp')]).toEqual([undefined, undefined]);
    expect(await fixture.database.query('SELECT id FROM environment')).toEqual([]);

    expect(await applied(made)).toMatchObject({ status: 'completed' });
    for (const { pack_ref: ref, pack_version: version, digest } of made.packs) {
      const installed = await (await service.request(`/api/v1/packs/${ref}/versions/${version}`)).json();
      expect(installed).toMatchObject({ data: { digest } });
      expect(await service.pack(ref)).toMatchObject({ version });
    }
    const built = await fixture.database.query('SELECT fingerprint FROM environment');
    expect(built).toEqual([{ fingerprint: made.packs[1]?.environments[0]?.fingerprint }]);
    const generations = await (await service.request('/api/v1/generations')).json();
    expect(generations).toMatchObject({ data: [{ id: 1 }, { id: 0 }] });
    expect(await refusal(made)).toEqual([
      409,
      'PLAN_OUTDATED',
      'What is enabled has changed since generation 0; now it is 1: house 1.0.0 was enabled, lamp 1.0.0 was enabled.',
    ]);
  });

  it('compares components and permissions with what is enabled', async () => {
    const action = (words: string) =>
      `ref: house.greet\nlabel: ${words}\nenabled: true\nrunner_type: shell\nentry_point: greet.sh\n`;
    const next = write('house', '2.0.0', (pack) =>
      pack.withFile('actions/greet.yaml', action('Greet')).withFile('actions/greet.sh', 'echo'),
    );
    const [upgrade] = (await plan([next])).packs;
    expect(upgrade).toMatchObject({ change: 'upgrade', enabled_version: '1.0.0', is_enabled_then: true });
    expect(upgrade?.components.added).toContainEqual({ kind: 'action', ref: 'house.greet' });
    expect((await service.install([next])).status).toBe('completed');
    const later = write('house', '2.1.0', (pack) =>
      pack.withFile('actions/greet.yaml', action('Welcome')).withFile('actions/greet.sh', 'echo'),
    );
    const [change] = (await plan([later])).packs;
    expect(change?.components.changed).toEqual([
      { kind: 'action', ref: 'house.greet', fields: expect.arrayContaining(['label']) },
    ]);
    expect((await plan([next])).packs).toMatchObject([{ change: 'none' }]);
    expect((await plan([fixture.path('house-1.0.0')])).packs).toMatchObject([{ change: 'downgrade' }]);
    expect((await plan([later], { enable: false })).packs).toMatchObject([{ is_enabled_then: false }]);
  });

  it('is refused when what it stands on has moved, and names that', async () => {
    const one = write('one', '1.0.0');
    const content = await plan([one]);
    writeFileSync(`${one}/README.md`, 'changed since');
    const failed = await applied(content);
    expect([failed.status, ...ActionHarness.codes(failed)]).toEqual(['failed', 'LOCK_MISMATCH']);
    expect(failed.packs[0]?.error?.message).toMatch(
      /holds one 1\.0\.0 with the digest sha256:.*, and the plan says sha256:/,
    );

    const enabled = await plan([one]);
    const other = write('other', '1.0.0');
    expect((await service.install([other])).status).toBe('completed');
    expect(await refusal(enabled)).toEqual([409, 'PLAN_OUTDATED', expect.stringContaining('other 1.0.0 was enabled')]);

    const gone = await plan([one]);
    rmSync(one, { recursive: true });
    expect(ActionHarness.codes(await applied(gone))).toEqual(['SOURCE_NOT_FOUND']);
    expect(await service.pack('one')).toBeUndefined();
  });

  it('is refused when the registry offers other files of the same version by then', async () => {
    const offer = async (content: string) => {
      write('torch', '1.0.0', (pack) => pack.withFile('README.md', content));
      execFileSync('cp', ['-rT', fixture.path('torch-1.0.0'), fixture.path('offers/torch')]);
      const build = ['registry', 'build', fixture.path('offers'), '--out', fixture.path('www/registry')];
      expect(await runPackyard(service, build, fixture.folder)).toMatchObject({ exitCode: 0 });
    };
    await offer('as it was planned');
    const made = await plan(['torch'], { registry_url: `${fixture.files.url}/registry/index.json` });
    expect(made.packs).toMatchObject([{ pack_ref: 'torch', change: 'install' }]);
    rmSync(fixture.path('www/registry'), { recursive: true });
    await offer('as it is by now');
    const ended = await applied(made);
    expect([ended.status, ...ActionHarness.codes(ended)]).toEqual(['failed', 'LOCK_MISMATCH']);
    expect(await service.pack('torch')).toBeUndefined();
  });

  it('is refused at the last moment when something moves while it is applied', async () => {
    aPack('slow').asTarball(fixture.path('www/slow.tgz'));
    const made = await plan([`${fixture.files.url}/slow.tgz`]);
    const gate = fixture.files.hold('/slow.tgz');
    rmSync(fixture.path('home/cache'), { recursive: true, force: true });
    const { data } = await apply(made);
    expect((await service.install([write('meanwhile', '1.0.0')])).status).toBe('completed');
    gate.serve();
    const ended = await service.ended(data.id);
    expect([ended.status, ...ActionHarness.codes(ended)]).toEqual(['failed', 'PLAN_OUTDATED']);
    expect(ended.packs[0]?.error?.message).toContain('meanwhile 1.0.0 was enabled');
    expect(await service.pack('slow')).toBeUndefined();
  });

  it('says what would be refused, and can not be applied then', async () => {
    const house = write('house', '2.0.0', (pack) => pack.withFile('README.md', 'other content'));
    const made = await plan([house, fixture.path('nothing-here')]);
    expect(made).toMatchObject({ packs: [], base_generation: null });
    expect(made.refused.map(({ code }) => code).sort()).toEqual(['SOURCE_NOT_FOUND', 'VERSION_EXISTS']);
    expect(await refusal(made)).toEqual([
      409,
      'PLAN_REFUSED',
      expect.stringContaining(`Plan ${made.id} can't be applied`),
    ]);
    const { id } = await service.install([fixture.path('meanwhile-1.0.0')]);
    expect(await refusal({ ...made, id })).toEqual([404, 'EXECUTION_NOT_FOUND', `Execution ${id} is no plan.`]);
  });

  it('is shown and applied by the command line', async () => {
    const pack = write('shown', '1.0.0');
    const made = await runPackyard(service, ['plan', pack], fixture.folder);
    expect(made).toMatchObject({ exitCode: 0 });
    expect(made.text).toMatch(/plan \d+, on generation \d+\n\n\+ shown 1\.0\.0 \(install\)\n {4}from \//);
    const [, id = ''] = /packyard apply (\d+)/.exec(made.text) ?? [];
    expect((await runPackyard(service, ['apply', id], fixture.folder)).text).toMatch(/1 installed, 0 failed/);
    const again = await runPackyard(service, ['apply', id], fixture.folder);
    expect(again).toMatchObject({
      exitCode: 2,
      text: expect.stringMatching(/changed since generation .*shown 1\.0\.0 was enabled/),
    });
    expect((await runPackyard(service, ['install', '--plan', pack], fixture.folder)).exitCode).toBe(2);
    const next = write('shown', '1.1.0');
    const installed = await runPackyard(service, ['install', '--plan', '--yes', next], fixture.folder);
    expect(installed.text).toMatch(/~ shown 1\.0\.0 → 1\.1\.0 \(upgrade\)[^]*1 installed, 0 failed/);
  });

  it.each([
    ['alpha==1.0.0', "Write the version behind '@': alpha@1.0.0."],
    ['alpha>=1.0,<2', "Write the version behind '@': alpha@>=1.0,<2."],
    ['alpha@next', 'Write alpha or alpha@latest for the newest release'],
  ])('of %s says how the version is written', async (source, hint) => {
    const { exitCode, text } = await runPackyard(service, ['plan', source], fixture.folder);
    expect([exitCode, text]).toEqual([2, expect.stringContaining(hint)]);
    expect(text).toContain(`'${source}'`);
  });
});

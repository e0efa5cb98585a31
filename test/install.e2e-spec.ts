import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aPack, eventually, type LoopbackServer, startGitServer } from '@packyard/testing';
import { LAYOUTS, type Service } from './support/service';
import { TestFixture } from './support/test-fixture';

describe.each(LAYOUTS)('installing packs (%s)', (layout) => {
  const fixture = new TestFixture();
  let service: Service;
  let git: LoopbackServer;

  beforeAll(async () => {
    mkdirSync(fixture.path('git'));
    git = await startGitServer(fixture.path('git'));
    service = await fixture.start({ layout });
  });
  afterAll(() => git.close());

  it('installs a git repository, two kinds of archives and a registry reference with a dependency in one request', async () => {
    aPack('from-git').version('2.1.0').asRepository(fixture.path('git/from-git.git'));
    const tarball = fixture.path('www/from-tar.tar.gz');
    const python = aPack('from-tar').withPython('./wheels/sunrise-1.0.0-py3-none-any.whl');
    fixture.addWheel(`${tarball}.content/from-tar`);
    python.asTarball(tarball);
    aPack('from-zip').asZip(fixture.path('www/from-zip.zip'));
    aPack('wanted').requiring('needed', '^1').asTarball(fixture.path('www/wanted.tgz'));
    aPack('needed').version('1.3.0').asTarball(fixture.path('www/needed.tgz'));
    writeIndex({ wanted: ['1.0.0', 'wanted.tgz'], needed: ['1.3.0', 'needed.tgz'] });

    const execution = await service.install(
      [
        `${git.url}/from-git.git#v2.1.0`,
        `${fixture.files.url}/from-tar.tar.gz`,
        `${fixture.files.url}/from-zip.zip`,
        'wanted@^1',
      ],
      { registry_url: `${fixture.files.url}/index.json` },
    );

    expect(execution).toMatchObject({
      status: 'completed',
      result: { failed_packs: [], summary: { success_count: 5, failure_count: 0 } },
    });
    const stages = execution.packs.map(({ pack_ref, origin, stages }) => [
      pack_ref,
      origin,
      ...stages.map(({ status }) => status),
    ]);
    expect(stages).toEqual([
      ['from-git', 'request', 'succeeded', 'succeeded', 'skipped', 'succeeded'],
      ['from-tar', 'request', 'succeeded', 'succeeded', 'succeeded', 'succeeded'],
      ['from-zip', 'request', 'succeeded', 'succeeded', 'skipped', 'succeeded'],
      ['wanted', 'request', 'succeeded', 'succeeded', 'skipped', 'succeeded'],
      ['needed', 'dependency', 'succeeded', 'succeeded', 'skipped', 'succeeded'],
    ]);
    const virtualenv = fixture.path('home/packs/from-tar/virtualenv/bin/python');
    expect(execFileSync(virtualenv, ['-c', 'import sunrise; print(sunrise.greet("you"))'], { encoding: 'utf8' })).toBe(
      'Good morning, you!\n',
    );
    expect(await service.pack('from-git')).toMatchObject({
      version: '2.1.0',
      components: [expect.objectContaining({ ref: 'from-git.run' })],
    });
    await eventually(() => expect(readdirSync(fixture.path('home/staging'))).toEqual([]));
  });

  it('keeps failures to those who fail, and says what, where and what to do', async () => {
    aPack('fine-one').writeTo(fixture.path('fine-one'));
    aPack('fine-two').writeTo(fixture.path('fine-two'));
    aPack('wants-old').requiring('fine-one', '<1').writeTo(fixture.path('wants-old'));
    mkdirSync(fixture.path('broken'), { recursive: true });
    writeFileSync(fixture.path('broken/pack.yaml'), 'ref: broken\nversion: [1\n');

    const execution = await service.install(
      ['fine-one', 'missing', 'broken', 'wants-old', 'fine-two'].map((name) => fixture.path(name)),
    );

    expect(execution.status).toBe('completed');
    expect((await service.pack('fine-one'))?.version).toBe('1.0.0');
    expect((await service.pack('fine-two'))?.version).toBe('1.0.0');
    const failures = execution.packs
      .filter(({ error }) => error !== null)
      .map(({ source, stage, error }) => ({ source, stage, ...error }));
    expect(failures).toEqual([
      {
        source: fixture.path('missing'),
        stage: 'download',
        code: 'SOURCE_NOT_FOUND',
        message: expect.stringContaining(fixture.path('missing')),
        hint: expect.any(String),
      },
      {
        source: fixture.path('broken'),
        stage: 'download',
        code: 'MANIFEST_INVALID',
        message: expect.stringMatching(/pack\.yaml is not valid YAML in line/),
        hint: expect.any(String),
      },
      {
        source: fixture.path('wants-old'),
        stage: 'resolve',
        code: 'DEPENDENCY_CONFLICT',
        message: 'wants-old 1.0.0 requires fine-one <1; no known version of fine-one does (known: 1.0.0).',
        hint: expect.any(String),
      },
    ]);
  });

  it('upgrades by one switch, keeps the former version, and keeps the enabled one when an upgrade fails', async () => {
    await service.install([aPack('tool').writeTo(fixture.path('tool-1'))]);
    await service.install([aPack('tool').version('1.1.0').writeTo(fixture.path('tool-2'))]);
    expect(await service.pack('tool')).toMatchObject({ version: '1.1.0', versions: ['1.0.0', '1.1.0'] });
    const enabled = readlinkSync(fixture.path('home/packs/tool'));
    expect(enabled).toMatch(/tool\/1\.1\.0-/);

    const broken = aPack('tool').version('1.2.0').withPython('no-such-distribution==9').writeTo(fixture.path('tool-3'));
    const failed = await service.install([broken]);

    expect(failed).toMatchObject({
      status: 'failed',
      packs: [{ stage: 'build', error: { code: 'ENVIRONMENT_FAILED' } }],
    });
    expect(readlinkSync(fixture.path('home/packs/tool'))).toBe(enabled);
    expect(await service.pack('tool')).toMatchObject({ version: '1.1.0', versions: ['1.0.0', '1.1.0'] });
    expect(readdirSync(fixture.path('home/store/packs/tool'))).toHaveLength(2);
  });

  it('refuses other content under an installed version, unless forced', async () => {
    await service.install([aPack('same').writeTo(fixture.path('same-1'))]);
    const other = aPack('same').withFile('README.md', 'changed').writeTo(fixture.path('same-2'));
    expect(await service.install([other])).toMatchObject({ packs: [{ error: { code: 'VERSION_EXISTS' } }] });
    expect(existsSync(fixture.path('home/packs/same/README.md'))).toBe(false);
    expect(await service.install([other], { force: true })).toMatchObject({ status: 'completed' });
    expect(existsSync(fixture.path('home/packs/same/README.md'))).toBe(true);
  });

  it('shares one environment between packs with the same requirements, and builds it again only when asked', async () => {
    const requirement = 'https-free-nothing; python_version < "2"';
    await service.install([aPack('share-a').withPython(requirement).writeTo(fixture.path('share-a'))]);
    const again = await service.install([aPack('share-b').withPython(requirement).writeTo(fixture.path('share-b'))]);
    expect(again.packs[0]?.stages[2]?.status).toBe('skipped');
    const paths = await Promise.all(
      ['share-a', 'share-b'].map(async (ref) => (await service.pack(ref))?.environments[0]?.path),
    );
    expect(paths[0]).toBe(paths[1]);
    const forced = await service.install([fixture.path('share-b')], { force_rebuild: true });
    expect(forced.packs[0]?.stages[2]?.status).toBe('succeeded');
  });

  it('names the packs of a circle', async () => {
    aPack('ring-a').requiring('ring-b').writeTo(fixture.path('ring-a'));
    aPack('ring-b').requiring('ring-a').writeTo(fixture.path('ring-b'));
    const execution = await service.install([fixture.path('ring-a'), fixture.path('ring-b')]);
    expect(execution.status).toBe('failed');
    expect(execution.packs[1]?.error).toMatchObject({ code: expect.stringMatching(/DEPENDENCY_(CYCLE|MISSING)/) });
    expect(execution.packs.map(({ error }) => error?.code)).toContain('DEPENDENCY_CYCLE');
  });

  it('cancels what is under way and leaves nothing behind', async () => {
    aPack('slow').asTarball(fixture.path('www/slow.tgz'));
    const gate = fixture.files.hold('/slow.tgz');
    const { id } = await service.submit([`${fixture.files.url}/slow.tgz`]);
    await eventually(() => expect(gate.waiting()).toBe(1));
    expect((await service.request(`/api/v1/executions/${id}/cancel`, { body: {} })).status).toBe(200);
    const ended = await service.ended(id);
    gate.letGo();
    expect(ended).toMatchObject({ status: 'cancelled', packs: [{ status: 'cancelled' }] });
    expect(await service.pack('slow')).toBeUndefined();
    await eventually(() => expect(readdirSync(fixture.path('home/staging'))).toEqual([]));
  });

  it('gives up on a source that takes too long', async () => {
    const gate = fixture.files.hold('/hangs.tgz');
    const execution = await service.install([`${fixture.files.url}/hangs.tgz`], { timeout: 1 });
    gate.letGo();
    expect(execution.packs[0]?.error).toMatchObject({
      code: 'TIMED_OUT',
      message: expect.stringContaining('1 seconds'),
    });
  });

  it('tries again what may heal, and tells so', async () => {
    aPack('flaky').asTarball(fixture.path('www/flaky.tgz'));
    fixture.files.answer('/flaky.tgz', 503);
    const { id } = await service.submit([`${fixture.files.url}/flaky.tgz`]);
    const tries = () => fixture.files.requests.filter((request) => request.endsWith('/flaky.tgz')).length;
    await eventually(() => expect(tries()).toBeGreaterThan(0));
    const firstTry = Date.now();
    await eventually(() => expect(tries()).toBe(2));
    fixture.files.answer('/flaky.tgz', 200);
    const ended = await service.ended(id);
    expect(ended.status).toMatch(/completed|failed/);
    // It takes as long as all of its tries.
    for (const { started_at: at } of [ended, ended.packs[0]!.stages[0]!])
      expect(Date.parse(at ?? '')).toBeLessThanOrEqual(firstTry);
    const events = await (await service.request(`/api/v1/executions/${id}/events`)).text();
    expect(events).toMatch(/answered 503\. Try 2 of 4 follows/);
  });

  it('ends cleanly when it is told to, gives back what it was doing, and goes on with it later', async () => {
    const other = await fixture.start({
      layout,
      home: fixture.path('home-2'),
      databaseUrl: (await fixture.anotherDatabase()).url,
    });
    aPack('interrupted').asTarball(fixture.path('www/interrupted.tgz'));
    const gate = fixture.files.hold('/interrupted.tgz');
    const { id } = await other.submit([`${fixture.files.url}/interrupted.tgz`]);
    await eventually(() => expect(gate.waiting()).toBe(1));
    expect(new Set(await other.stop())).toEqual(new Set([0]));
    gate.letGo();
    await other.start();
    const { packs } = await other.ended(id);
    expect(packs).toMatchObject([
      { status: 'completed', stages: [{ stage: 'download', attempt: expect.any(Number) }, {}, {}, {}] },
    ]);
  });

  function writeIndex(packs: Record<string, [version: string, file: string]>): void {
    const entries = Object.entries(packs).map(([ref, [version, file]]) => ({
      ref,
      version,
      install_sources: [{ type: 'archive', url: file }],
    }));
    writeFileSync(join(fixture.path('www'), 'index.json'), JSON.stringify({ packs: entries }));
  }
});

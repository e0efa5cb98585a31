import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { aPack } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const FAILING = 'import unittest\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.fail()\n';

describe('what each parameter of core.register_packs does', () => {
  const fixture = new TestFixture();
  let service: Service;
  const actions = new ActionHarness(() => service);

  beforeAll(async () => {
    service = await fixture.start();
  });

  it('core.register_packs · pack_paths: each folder is registered, in the order in which they need each other', async () => {
    const pack_paths = [
      aPack('roof').requiring('wall').writeTo(fixture.path('roof')),
      aPack('wall').writeTo(fixture.path('wall')),
      fixture.path('nothing'),
    ];
    const output = await actions.register({ pack_paths });
    expect(output).toEqual({
      registered_packs: ['roof', 'wall'].map((ref) => ({
        pack_ref: ref,
        pack_id: expect.any(Number),
        pack_version: '1.0.0',
        storage_path: fixture.path('home/packs', ref),
        components_registered: { actions: 1, sensors: 0, triggers: 0, rules: 0, workflows: 0, policies: 0 },
        test_result: { status: 'none', total_tests: 0, passed: 0, failed: 0 },
        validation_results: { valid: true, errors: [] },
      })),
      failed_packs: [
        {
          pack_ref: 'unknown',
          pack_path: fixture.path('nothing'),
          error: expect.stringContaining(fixture.path('nothing')),
          error_stage: 'validation',
        },
      ],
      summary: {
        total_packs: 3,
        success_count: 2,
        failure_count: 1,
        total_components: 2,
        duration_ms: expect.any(Number),
      },
    });
    expect(existsSync(fixture.path('roof/pack.yaml'))).toBe(true);
  });

  it('core.register_packs · packs_base_dir: a link there leads to the enabled version, also after an upgrade', async () => {
    const packs_base_dir = fixture.path('base');
    const register = (version: string) =>
      actions.register({
        pack_paths: [
          aPack('based')
            .version(version)
            .writeTo(fixture.path(`based-${version}`)),
        ],
        packs_base_dir,
      });
    expect((await register('1.0.0')).registered_packs[0]?.storage_path).toBe(`${packs_base_dir}/based`);
    await service.install([aPack('based').version('1.1.0').writeTo(fixture.path('based-1.1.0'))]);
    expect(readFileSync(`${packs_base_dir}/based/pack.yaml`, 'utf8')).toContain('version: 1.1.0');
    expect(realpathSync(`${packs_base_dir}/based`)).toBe(realpathSync(fixture.path('home/packs/based')));
  });

  it('core.register_packs · packs_base_dir: relative paths are looked up below it, and the documented default is our own', async () => {
    aPack('near').writeTo(fixture.path('shelf/near-1.0.0'));
    const near = await actions.register({ pack_paths: ['near-1.0.0'], packs_base_dir: fixture.path('shelf') });
    expect(near.failed_packs).toEqual([]);
    const own = await actions.register({ pack_paths: [fixture.path('wall')], packs_base_dir: '/opt/attune/packs' });
    expect(own.registered_packs[0]?.storage_path).toBe(fixture.path('home/packs/wall'));
    const outside = await actions.run('core.register_packs', {
      pack_paths: [fixture.path('wall')],
      packs_base_dir: '/usr/packs',
    });
    expect(ActionHarness.codes(outside)).toEqual(['DESTINATION_INVALID']);
  });

  it('core.register_packs · packs_base_dir: what others put there is in the way, also with force, and nothing is enabled', async () => {
    mkdirSync(fixture.path('base/foreign'), { recursive: true });
    const asked = {
      pack_paths: [aPack('foreign').writeTo(fixture.path('foreign'))],
      packs_base_dir: fixture.path('base'),
    };
    writeFileSync(fixture.path('base/foreign/file'), 'theirs');
    for (const force of [false, true]) {
      const refused = await actions.run('core.register_packs', { ...asked, force });
      expect(ActionHarness.codes(refused)).toEqual(['DESTINATION_INVALID']);
      expect(await service.pack('foreign')).toBeUndefined();
      expect(readFileSync(fixture.path('base/foreign/file'), 'utf8')).toBe('theirs');
    }
  });

  it('core.register_packs · skip_validation: invalid components are left out and named instead of refusing the pack', async () => {
    const pack_paths = [aPack('flawed').withFile('rules/r.yaml', 'ref: flawed.r\n').writeTo(fixture.path('flawed'))];
    const strict = await actions.register({ pack_paths });
    expect(strict.failed_packs).toMatchObject([{ pack_ref: 'flawed', error_stage: 'validation' }]);
    const { registered_packs } = await actions.register({ pack_paths, skip_validation: true });
    expect(registered_packs).toMatchObject([
      {
        components_registered: { actions: 1, rules: 0 },
        validation_results: { valid: false, errors: [expect.stringContaining('rules/r.yaml')] },
      },
    ]);
  });

  it('core.register_packs · skip_tests: tests are not run, and cannot fail', async () => {
    const pack_paths = [aPack('untested').withFile('tests/test_it.py', FAILING).writeTo(fixture.path('untested'))];
    const tested = await actions.register({ pack_paths });
    expect(tested.failed_packs).toMatchObject([
      { pack_ref: 'untested', error_stage: 'testing', error: expect.stringContaining('its tests did not pass') },
    ]);
    expect(await service.pack('untested')).toBeUndefined();
    const { registered_packs } = await actions.register({ pack_paths, skip_tests: true });
    expect(registered_packs).toMatchObject([{ pack_ref: 'untested', test_result: null }]);
  });

  it('core.register_packs · enable: without it the version is registered and another one stays enabled', async () => {
    const version = (text: string) =>
      aPack('aside')
        .version(text)
        .writeTo(fixture.path(`aside-${text}`));
    await actions.register({ pack_paths: [version('1.0.0')] });
    await actions.register({ pack_paths: [version('2.0.0')], enable: false });
    expect(await service.pack('aside')).toMatchObject({ version: '1.0.0', versions: ['1.0.0', '2.0.0'] });
  });

  it('core.register_packs · force: registers although tests fail, and replaces installed content of the same version', async () => {
    const failing = [aPack('forced').withFile('tests/test_it.py', FAILING).writeTo(fixture.path('forced'))];
    expect((await actions.register({ pack_paths: failing })).registered_packs).toEqual([]);
    expect((await actions.register({ pack_paths: failing, force: true })).registered_packs).toMatchObject([
      { test_result: { status: 'failed', total_tests: 1, passed: 0, failed: 1, reason: expect.any(String) } },
    ]);
    const other = [aPack('forced').withFile('README.md', 'changed').writeTo(fixture.path('forced-again'))];
    const refused = await actions.run('core.register_packs', { pack_paths: other });
    expect(ActionHarness.codes(refused)).toEqual(['VERSION_EXISTS']);
    expect((await actions.register({ pack_paths: other, force: true })).failed_packs).toEqual([]);
    expect(readFileSync(fixture.path('home/packs/forced/README.md'), 'utf8')).toBe('changed');
  });

  it('core.register_packs · api_token: decides in whose name it happens, and whether it may', async () => {
    const make = async (name: string, scope: string) => {
      const response = await service.request('/api/v1/tokens', { body: { name, scope } });
      return ((await response.json()) as { data: { token: string } }).data.token;
    };
    const asked = { pack_paths: [fixture.path('wall')] };
    const named = await actions.run('core.register_packs', { ...asked, api_token: await make('robot', 'install') });
    expect(named).toMatchObject({ requested_by: 'robot', config: { api_token: '***' } });
    const weak = await actions.submit('core.register_packs', { ...asked, api_token: await make('reader', 'read') });
    expect(weak.status).toBe(403);
    expect((await actions.submit('core.register_packs', { ...asked, api_token: 'nonsense' })).status).toBe(401);
  });

  it('core.register_packs · api_url: is this service, and no other', async () => {
    const asked = { pack_paths: [fixture.path('wall')] };
    await actions.register({ ...asked, api_url: service.url.replace('127.0.0.1', 'localhost') });
    expect(await actions.problems('core.register_packs', { ...asked, api_url: 'http://10.0.0.1:8080' })).toEqual([
      'parameters.api_url',
    ]);
  });

  it('says what a pack lacks that is registered as it is', async () => {
    const lacking = aPack('lacking').requiring('wall', '>=9').requiring('core').withPython('sunrise==1.0.0');
    const pack_paths = [lacking.writeTo(fixture.path('lacking'))];
    const execution = await actions.run('core.register_packs', { pack_paths });
    expect([execution.status, execution.packs[0]?.warnings]).toEqual([
      'completed',
      [
        'The pack needs wall >=9, which is not installed.',
        'The pack has no python environment: run core.build_pack_envs and register it again.',
      ],
    ]);
  });

  it('names all parameters that are unknown or ill-typed at once, and starts nothing', async () => {
    const wrong = { pack_paths: 'x', force: 'yes', colour: 'red', api_url: 'nowhere' };
    expect(await actions.problems('core.register_packs', wrong)).toEqual([
      'parameters.api_url',
      'parameters.colour',
      'parameters.force',
      'parameters.pack_paths',
    ]);
    expect(await actions.problems('core.build_pack_envs', { timeout: 0, python_version: 'new' })).toEqual([
      'parameters.pack_paths',
      'parameters.python_version',
      'parameters.timeout',
    ]);
  });

  it('makes a repeated request harmless by its idempotency key', async () => {
    const ask = () =>
      actions.submit('core.register_packs', { pack_paths: [fixture.path('wall')] }, { 'idempotency-key': 'k' });
    const answers = [await ask(), await ask()];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
    const [first, second] = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { data: { id: number } }).data.id),
    );
    expect(second).toBe(first);
  });

  it('validates the version of a manifest, unless it is told not to', async () => {
    const folder = aPack('nover').writeTo(fixture.path('nover'));
    writeFileSync(`${folder}/pack.yaml`, 'ref: nover\nlabel: No version\n');
    expect((await actions.register({ pack_paths: [folder] })).failed_packs).toHaveLength(1);
    const { registered_packs } = await actions.register({ pack_paths: [folder], skip_validation: true });
    expect(registered_packs).toMatchObject([{ pack_version: '0.0.0', validation_results: { valid: false } }]);
  });
});

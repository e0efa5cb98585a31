import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Action, ACTION_CATALOG, ACTIONS, type ExecutionView } from '@packyard/contracts';
import { aPack, eventually, nodejsOnPath } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import { processesThatName } from './support/parameters-processes';
import { startStuckGitServer } from './support/parameters-stuck-git';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const namesOf = (action: Action) => Object.keys(ACTION_CATALOG[action].parameters.shape);

describe('the parameters of all actions', () => {
  const fixture = new TestFixture();
  let service: Service;
  let stuckGit: Awaited<ReturnType<typeof startStuckGitServer>>;
  const actions = new ActionHarness(() => service);

  beforeAll(async () => {
    service = await fixture.start();
    fixture.addToIndex();
    stuckGit = await startStuckGitServer();
  });
  afterAll(() => stuckGit.close());

  describe.each(ACTIONS)('%s', (action) => {
    it('refuses every ill-typed and unknown parameter with one 400 that names them all, and starts nothing', async () => {
      const before = await executionCount();
      const names = [...namesOf(action), 'colour', 'size'];
      const wrong = Object.fromEntries(names.map((name) => [name, { ill: 'typed' }]));
      expect(await actions.problems(action, wrong)).toEqual(names.map((name) => `parameters.${name}`).sort());
      expect(await executionCount()).toBe(before);
    });

    it('answers a repeated Idempotency-Key with the same execution, and other parameters under it with 409', async () => {
      const ask = (more: object = {}) =>
        actions.submit(action, { ...minParameters(action), ...more }, { 'idempotency-key': `key-${action}` });
      const answers = [await ask(), await ask()];
      expect(answers.map(({ status }) => status)).toEqual([201, 200]);
      const [first = 0, second] = await Promise.all(answers.map(idOf));
      expect(second).toBe(first);
      expect((await ask({ [isAboutPaths(action) ? 'pack_paths' : 'packs']: ['other'] })).status).toBe(409);
      await service.ended(first);
    });
  });

  it('core.build_pack_envs · python_version, nodejs_version: one that is not there fails with RUNTIME_NOT_FOUND', async () => {
    const pack_paths = [needingBoth('runtimes')];
    for (const asked of [
      { python_version: '2.6', skip_nodejs: true },
      { nodejs_version: '4', skip_python: true },
    ]) {
      const execution = await actions.run('core.build_pack_envs', { pack_paths, ...asked });
      expect(ActionHarness.codes(execution)).toEqual(['RUNTIME_NOT_FOUND']);
    }
  });

  it('core.install_packs · python_version, nodejs_version: the ones that are there are used and reported', async () => {
    const pack = needingBoth('reported');
    const nodejs_version = nodejsOnPath().version;
    const environments = async (more: object) => {
      const execution = await actions.run('core.install_packs', { packs: [pack], force: true, ...more });
      expect(ActionHarness.codes(execution)).toEqual([undefined]);
      return new Map(
        (await service.pack('reported'))?.environments.map(({ runtime, runtime_version }) => [
          runtime,
          runtime_version ?? '',
        ]),
      );
    };
    const python_version = (await environments({})).get('python') ?? '';
    expect(python_version).toMatch(/^3\.\d+\.\d+/);
    expect(await environments({ python_version, nodejs_version })).toEqual(
      new Map([
        ['python', python_version],
        ['nodejs', nodejs_version],
      ]),
    );
  });

  it('core.build_pack_envs · timeout: when a package index never answers, no process of the build is left', async () => {
    const held = [fixture.files.hold('/simple/slowpoke/'), fixture.files.hold('/npm/forever')];
    const folder = aPack('stuck')
      .withPython('slowpoke')
      .withFile('package.json', JSON.stringify({ name: 'stuck', dependencies: { forever: '1.0.0' } }))
      .writeTo(fixture.path('stuck'));
    const id = await idOf(await actions.submit('core.build_pack_envs', { pack_paths: [folder], timeout: 3 }));
    await eventually(() => expect(processesThatName(fixture.folder).join('\n')).toMatch(/pip|npm/));
    const { result, packs } = await service.ended(id);
    expect(packs[0]?.error?.code).toBe('TIMED_OUT');
    expect((result as { failed_environments: object[] }).failed_environments).toMatchObject([
      { pack_ref: 'stuck', error: expect.stringContaining('took longer than 3 seconds') },
      { pack_ref: 'stuck', error: expect.stringContaining('took longer than 3 seconds') },
    ]);
    await eventually(() => expect(processesThatName(fixture.folder)).toEqual([]));
    for (const gate of held) gate.letGo();
  });

  it('core.download_packs · timeout: when a git server never answers, no process of git is left', async () => {
    const source = `${stuckGit.url}/stuck.git`;
    const asked = { packs: [source], destination_dir: fixture.path('to'), timeout: 2 };
    const id = await idOf(await actions.submit('core.download_packs', asked));
    await eventually(() => expect(stuckGit.waiting()).toBe(1));
    expect(processesThatName(source)).not.toEqual([]);
    expect(ActionHarness.codes(await service.ended(id))).toEqual(['TIMED_OUT']);
    await eventually(() => expect([stuckGit.waiting(), processesThatName(source)]).toEqual([0, []]));
  });

  it('core.get_pack_dependencies · pack_paths: the files of both runtimes are told', async () => {
    const folder = needingBoth('asking');
    const { result } = await actions.run('core.get_pack_dependencies', { pack_paths: [folder] });
    expect((result as { runtime_requirements: object }).runtime_requirements).toEqual({
      asking: {
        pack_ref: 'asking',
        python: { version: '3.11', requirements_file: `${folder}/requirements.txt` },
        nodejs: { version: '20', package_file: `${folder}/package.json` },
      },
    });
  });

  it('core.get_pack_dependencies · api_url: means the same on the direct route, which ignores what it does not know', async () => {
    const statuses = [];
    for (const api_url of ['http://localhost:8080', service.url, 'http://elsewhere.example']) {
      const body = { pack_paths: [fixture.path('least')], api_url, colour: 'red' };
      statuses.push((await service.request('/api/v1/packs/dependencies', { body })).status);
    }
    expect(statuses).toEqual([200, 200, 400]);
  });

  it('answers lists with items, data and pagination, and the largest page it has', async () => {
    for (const path of ['/api/v1/packs', '/api/v1/packs/reported/actions', '/api/v1/actions', '/api/v1/executions']) {
      const size = path.endsWith('executions') ? 'per_page=100' : 'page_size=500';
      const list = (await (await service.request(`${path}?${size}`)).json()) as { items: { ref: string }[] };
      const page_size = Number(size.split('=')[1]);
      expect(list).toEqual({ items: list.items, data: list.items, pagination: expect.objectContaining({ page_size }) });
      if (path.includes('packs'))
        expect(list.items.map(({ ref }) => ref)).toContainEqual(expect.stringMatching('reported'));
    }
  });

  it.each([
    ['POST', '/api/v1/packs', 'ROUTE_NOT_FOUND'],
    ['PUT', '/api/v1/packs/reported', 'ROUTE_NOT_FOUND'],
    ['POST', '/api/v1/packs/reported/workflows/sync', 'ROUTE_NOT_FOUND'],
    ['POST', '/api/v1/packs/reported/workflows/validate', 'ROUTE_NOT_FOUND'],
    ['GET', '/api/v1/executions/status/completed', 'ROUTE_NOT_FOUND'],
    ['GET', '/api/v1/executions/stream', 'EXECUTION_NOT_FOUND'],
    ['GET', '/api/v1/executions/1/logs/stdout/stream', 'ROUTE_NOT_FOUND'],
    ['GET', '/api/v1/enforcements/1/executions', 'ROUTE_NOT_FOUND'],
    ['POST', '/auth/register', 'ROUTE_NOT_FOUND'],
    ['POST', '/auth/change-password', 'ROUTE_NOT_FOUND'],
    ['POST', '/auth/ldap/login', 'ROUTE_NOT_FOUND'],
    ['GET', '/auth/oidc/login', 'ROUTE_NOT_FOUND'],
    ['GET', '/auth/callback', 'ROUTE_NOT_FOUND'],
    ['POST', '/auth/sensor-token', 'ROUTE_NOT_FOUND'],
    ['PUT', '/auth/me', 'ROUTE_NOT_FOUND'],
    ['GET', '/health/detailed', 'ROUTE_NOT_FOUND'],
    ['GET', '/api-spec/openapi.json', 'ROUTE_NOT_FOUND'],
  ])('answers %s %s, which Attune has and we have not, with a 404 in our form', async (method, path, code) => {
    const headers = { authorization: `Bearer ${service.token}` };
    const response = await fetch(`${service.url}${path}`, { method, headers });
    expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code })]);
  });

  it('are each in docs/attune-compatibility.md, with tests that exist', () => {
    const page = readFileSync(resolve(__dirname, '../docs/attune-compatibility.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `(core\.\w+)` +\| `(\w+)` +\|/gm)].map(([, ...pair]) => pair.join(' · '));
    expect(listed.sort()).toEqual(ACTIONS.flatMap((action) => namesOf(action).map((n) => `${action} · ${n}`)).sort());
    const proofs = [...page.matchAll(/`([\w-]+)` › ([^|<]+)/g)].map(([, file = '', name = '']) => ({ file, name }));
    expect(proofs.length).toBeGreaterThan(listed.length);
    const specs = new Map(
      readdirSync(__dirname).map((name) => [name.split('.')[0], () => readFileSync(resolve(__dirname, name), 'utf8')]),
    );
    const titles = (file: string) => (specs.get(file)?.() ?? '').replaceAll(/\\(?=')/g, '');
    expect(proofs.filter(({ file, name }) => !titles(file).includes(name.trim()))).toEqual([]);
  });

  function isAboutPaths(action: Action): boolean {
    return namesOf(action).includes('pack_paths');
  }

  /** What the action can't do without. */
  function minParameters(action: Action): Record<string, unknown> {
    const folder = aPack('least').writeTo(fixture.path('least'));
    if (isAboutPaths(action)) return { pack_paths: [folder] };
    const isDelivered = namesOf(action).includes('destination_dir');
    return { packs: [folder], ...(isDelivered ? { destination_dir: fixture.path('delivered') } : {}) };
  }

  function needingBoth(ref: string): string {
    return aPack(ref)
      .withPython('sunrise==1.0.0')
      .withFile('package.json', JSON.stringify({ name: ref, dependencies: { tiny: 'file:./tiny' } }))
      .withFile('tiny/package.json', JSON.stringify({ name: 'tiny', version: '1.0.0' }))
      .withFile('tiny/index.js', '')
      .writeTo(fixture.path(ref));
  }

  async function executionCount(): Promise<number> {
    const response = await service.request('/api/v1/executions');
    return ((await response.json()) as { pagination: { total_items: number } }).pagination.total_items;
  }

  async function idOf(response: Response): Promise<number> {
    return ((await response.json()) as { data: ExecutionView }).data.id;
  }
});

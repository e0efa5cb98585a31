import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { CreatedToken, ExecutionStats, ExecutionSummary, ExecutionView, TokenView } from '@packyard/contracts';
import { aPack, eventually, listenOnLoopback, type LoopbackServer } from '@packyard/testing';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const TOKENS = '/api/v1/tokens';
const INSTALL = 'core.install_packs';

describe('a token that may do less than its scope says', () => {
  const fixture = new TestFixture();
  let service: Service;
  /** Sends everybody on to the other folder. */
  let leading: LoopbackServer;

  beforeAll(async () => {
    service = await fixture.start();
    const { url } = fixture.files;
    leading = await listenOnLoopback(
      createServer((request, response) => {
        const path = (request.url ?? '').replace('/team/', '/other/');
        response.writeHead(302, { location: `${url}${path}` }).end();
      }),
    );
    const place = (path: string) => fixture.path('www', path);
    const test = '#!/bin/sh\necho what a test of others printed\n';
    aPack('good').withFile('tests/test_it.sh', test).asTarball(place('team/good.tgz'));
    aPack('good').version('2.0.0').asTarball(place('team/good-2.tgz'));
    aPack('bad').asTarball(place('other/bad.tgz'));
    aPack('needy').requiring('helper').asTarball(place('team/needy.tgz'));
    const stackstorm = 'name: placed\nversion: 1.0.0\nauthor: me\nemail: me@example.org\ndescription: none\n';
    const manifest = `${stackstorm}dependencies: ["${url}/other/bad.git"]\n`;
    aPack('placed')
      .withFile('pack.yaml', manifest)
      .withFile('actions/run.yaml', 'name: run\nrunner_type: local-shell-script\nentry_point: run.sh\n')
      .asTarball(place('team/placed.tgz'));
    const helper = {
      ref: 'helper',
      version: '1.0.0',
      install_sources: [{ type: 'archive', url: `${url}/other/helper.tgz` }],
    };
    aPack('helper').asTarball(place('other/helper.tgz'));
    const index = { registry_name: 'ours', packs: [{ label: 'Helper', ...helper }] };
    writeFileSync(place('index.json'), JSON.stringify(index));
    const body = { url: `${url}/index.json`, name: 'ours', skip_check: true };
    expect((await service.request('/api/v1/pack-indices', { body })).status).toBe(201);
  });

  afterAll(() => leading.close());

  it('installs from where it may, and from nowhere else, also in a session', async () => {
    const { url } = fixture.files;
    const given = { sources: [`${url}/team/*`, 'registry:slack'] };
    const { token, limits } = await made('team', given);
    expect(limits).toEqual(given);
    const answer = await post('/auth/token-login', { token });
    const { data: session } = (await answer.json()) as { data: { access_token: string; refresh_token: string } };
    const again = await post('/auth/refresh', { refresh_token: session.refresh_token });
    const { data: refreshed } = (await again.json()) as { data: { access_token: string } };
    for (const bearer of [token, refreshed.access_token]) {
      expect((await installed(bearer, `${url}/team/good.tgz`)).status).toBe('completed');
      for (const packs of [
        [`${url}/other/bad.tgz`],
        [`${url}/team/good.tgz`, `${url}/other/bad.tgz`],
        [`${url}/team/../other/bad.tgz`],
        [`${url}/team/%2e%2e/other/bad.tgz`],
        [`${url}/team/..%2fother/bad.tgz`],
        [`${url}/team/good.tgz?to=other`],
        [`${url.replace('//', '//team@evil.example:1@')}/other/bad.tgz`],
        [fixture.path('www/team/good.tgz')],
        [`file://${fixture.path('www/team/good.tgz')}`],
        ['slacker'],
        ['helper'],
      ]) {
        const refused = await submit(bearer, packs);
        expect([packs, refused.status, await refused.text()]).toEqual([packs, 403, expect.stringContaining('only')]);
      }
    }
    const elsewhere = { packs: ['slack'], registry_url: `${url}/index.json` };
    const named = await as(token, '/api/v1/executions', { action: INSTALL, parameters: elsewhere });
    const why = `slack by the registry ${url}/index.json that the request names`;
    expect([named.status, await named.text()]).toEqual([403, expect.stringContaining(why)]);
    const unchecked = { packs: [`${url}/team/good.tgz`], verify_ssl: false };
    expect((await as(token, '/api/v1/executions', { action: INSTALL, parameters: unchecked })).status).toBe(403);
    const elsewhereToo = { packs: [`${url}/team/good.tgz`], packs_base_dir: fixture.path('base') };
    const misplaced = await as(token, '/api/v1/executions', { action: INSTALL, parameters: elsewhereToo });
    expect([misplaced.status, await misplaced.text()]).toEqual([403, expect.stringContaining('packs_base_dir')]);
    expect(await service.pack('bad')).toBeUndefined();
  });

  it('is not led elsewhere by redirects, or by what packs need', async () => {
    const { url } = fixture.files;
    const sources = [`${url}/team/*`, `${leading.url}/team/*`];
    const { token } = await made('led', { sources });
    const redirected = await installed(token, `${leading.url}/team/bad.tgz`);
    expect(reasonOf(redirected)).toMatch(/redirects to .*other\/bad\.tgz, which is none that the token may install/);
    expect(reasonOf(await installed(token, `${leading.url}/team/bad.git`))).toMatch(/redirects to .*other\/bad\.git, /);
    expect(reasonOf(await installed(token, `${url}/team/placed.tgz`))).toMatch(
      /other\/bad\.git is none of the sources/,
    );
    expect(reasonOf(await installed(token, `${url}/team/needy.tgz`))).toMatch(/helper.* is none of the sources/);
    for (const ref of ['bad', 'helper', 'needy', 'placed'])
      expect([ref, await service.pack(ref)]).toEqual([ref, undefined]);
    const wider = await made('wider', { sources: [...sources, 'registry:helper'] });
    expect((await installed(wider.token, `${url}/team/needy.tgz`)).status).toBe('completed');
  });

  it('for one pack installs and enables that one, whatever a source holds', async () => {
    const { url } = fixture.files;
    const anywhere = await made('upgrades', { sources: [`${url}/*`], packs: ['good'] });
    expect((await installed(anywhere.token, `${url}/team/good-2.tgz`)).status).toBe('completed');
    expect(reasonOf(await installed(anywhere.token, `${url}/other/bad.tgz`))).toMatch(
      /It is the pack bad, .* good only/,
    );
    expect((await as(anywhere.token, '/api/v1/packs/good/enable', { version: '1.0.0' })).status).toBe(200);
    expect((await as(anywhere.token, '/api/v1/packs/helper/enable', { version: '1.0.0' })).status).toBe(403);
    const byName = await made('by name', { packs: ['helper'] });
    expect((await submit(byName.token, [`${url}/other/helper.tgz`])).status).toBe(403);
    expect((await installed(byName.token, 'helper')).status).toBe('completed');
    const alone = { packs: ['helper'], atomic: true, keep_only: ['helper'] };
    const pruning = await as(byName.token, '/api/v1/executions', { action: INSTALL, parameters: alone });
    expect(pruning.status).toBe(403);
    const direct = await as(byName.token, '/api/v1/packs/install', { source: 'good' });
    expect(direct.status).toBe(403);
    expect((await as(byName.token, '/api/v1/packs/install', { source: 'helper' })).status).toBe(200);
  });

  it('does not get around its limits by the token in a parameter, nor does that one', async () => {
    const narrow = await made('by parameter', { sources: ['registry:slack'] });
    const wide = await made('wide', undefined);
    const ask = (bearer: string, token: string) =>
      as(bearer, '/api/v1/executions', {
        action: 'core.register_packs',
        parameters: { pack_paths: [fixture.path('www/team/good.tgz.content/good')], api_token: token },
      });
    expect((await ask(narrow.token, wide.token)).status).toBe(403);
    expect((await ask(wide.token, narrow.token)).status).toBe(403);
    expect((await ask(wide.token, wide.token)).status).toBe(201);
    // Written once a second.
    await eventually(async () => {
      const audit = await service.request('/api/v1/audit?action=access.deny');
      expect(await audit.text()).toContain('outside of what the token is limited to');
    });
  });

  it('sees and cancels only what it requested itself', async () => {
    const { url } = fixture.files;
    const own = await made('own', { own_executions: true });
    const ownReader = await made('own reader', { own_executions: true }, 'read');
    const theirs = await service.install([`${url}/team/good.tgz`], { force: true });
    const mine = (await installed(own.token, `${url}/team/good.tgz`)).id;
    for (const path of ['', '/logs', '/output']) {
      expect([path, (await as(own.token, `/api/v1/executions/${theirs.id}${path}`)).status]).toEqual([path, 404]);
      expect([path, (await as(ownReader.token, `/api/v1/executions/${mine}${path}`)).status]).toEqual([path, 404]);
      expect([path, (await as(own.token, `/api/v1/executions/${mine}${path}`)).status]).toEqual([path, 200]);
    }
    expect((await as(own.token, `/api/v1/executions/${theirs.id}/events`)).status).toBe(404);
    expect((await as(own.token, `/api/v1/executions/${theirs.id}/cancel`, {})).status).toBe(404);
    const seeing = await made('seeing', { packs: ['helper'] });
    expect((await as(seeing.token, `/api/v1/executions/${theirs.id}`)).status).toBe(200);
    const cancelled = await as(seeing.token, `/api/v1/executions/${theirs.id}/cancel`, {});
    const reason = 'cancels only what it requested itself';
    expect([cancelled.status, await cancelled.text()]).toEqual([403, expect.stringContaining(reason)]);
    expect((await as(own.token, `/api/v1/executions/${mine}/cancel`, {})).status).toBe(409);
    for (const query of ['', '?result_contains=good']) {
      const listed = await as(own.token, `/api/v1/executions${query}`);
      const { data } = (await listed.json()) as { data: ExecutionSummary[] };
      expect([query, data.map(({ id }) => id)]).toEqual([query, [mine]]);
    }
    const counted = (await (await as(own.token, '/api/v1/executions/stats')).json()) as { data: ExecutionStats };
    expect(counted.data).toMatchObject({ total: 1, completed: 1 });
    expect((await as(own.token, '/metrics')).status).toBe(403);
    expect((await as(own.token, '/api/v1/packs/good/tests')).status).toBe(403);
    expect((await as(own.token, '/api/v1/packs/good')).status).toBe(200);
    const detail = await as(own.token, '/api/v1/packs/good/versions/1.0.0');
    expect(await detail.json()).toMatchObject({ data: { test_result: null } });
    const forAll = await service.request('/api/v1/packs/good/versions/1.0.0');
    expect(await forAll.json()).toMatchObject({ data: { test_result: { totalTests: 1 } } });
    expect((await as(own.token, '/queues/')).status).toBe(403);
  });

  it('gets no answer by a token that was revoked while it waited', async () => {
    aPack('waited-for').asTarball(fixture.path('www/team/waited-for.tgz'));
    const gate = fixture.files.hold('/team/waited-for.tgz');
    const { id } = await service.submit([`${fixture.files.url}/team/waited-for.tgz`]);
    const { id: tokenId, token } = await made('waits', undefined, 'read');
    const answer = as(token, `/api/v1/executions/${id}?wait=60`);
    const { id: runnerId, token: runner } = await made('waits-for-its-own', undefined, 'install');
    const body = { packs: [`${fixture.files.url}/team/waited-for.tgz`], destination_dir: fixture.path('waited-for') };
    const output = as(runner, '/api/v1/packs/download', body);
    // It is marked before the route begins to wait.
    await eventually(async () => {
      const { data } = (await (await service.request(TOKENS)).json()) as { data: TokenView[] };
      const used = data.filter((one) => [tokenId, runnerId].includes(one.id) && one.last_used_at !== null);
      expect(used).toHaveLength(2);
    });
    const headers = { authorization: `Bearer ${service.token}` };
    for (const one of [tokenId, runnerId])
      expect((await fetch(`${service.url}${TOKENS}/${one}`, { method: 'DELETE', headers })).ok).toBe(true);
    gate.letGo();
    expect((await answer).status).toBe(401);
    expect((await output).status).toBe(401);
  });

  it('has to be limited in a way that can be meant', async () => {
    for (const [scope, limits] of [
      ['admin', { own_executions: true }],
      ['install', { sources: [] }],
      ['install', {}],
      ['install', { own_executions: false }],
      ['install', { sources: ['*'] }],
      ['install', { sources: ['https://*/x'] }],
      ['install', { packs: ['../x'] }],
      ['install', { owner: 'me' }],
      ['read', { packs: ['good'] }],
    ] as const) {
      const answer = await post(TOKENS, { name: 'x', scope, limits }, service.token);
      expect([limits, answer.status, await answer.text()]).toEqual([limits, 400, expect.stringContaining('limits')]);
    }
  });

  it('ends some day, unless it is to last', async () => {
    const days = ({ created, expires_at: expires }: TokenView) =>
      expires === null ? null : Math.round((Date.parse(expires) - Date.parse(created)) / 86_400_000);
    expect(days(await made('by default', undefined))).toBe(90);
    const lasting = await post(TOKENS, { name: 'lasting', scope: 'read', expires_in: null }, service.token);
    expect(days(((await lasting.json()) as { data: TokenView }).data)).toBeNull();
  });

  async function made(name: string, limits: object | undefined, scope = 'install'): Promise<CreatedToken> {
    const answer = await post(TOKENS, { name, scope, ...(limits === undefined ? {} : { limits }) }, service.token);
    expect([name, answer.status]).toEqual([name, 201]);
    return ((await answer.json()) as { data: CreatedToken }).data;
  }

  async function installed(token: string, source: string): Promise<ExecutionView> {
    const answer = await submit(token, [source]);
    expect([source, answer.status]).toEqual([source, 201]);
    return service.ended(((await answer.json()) as { data: ExecutionView }).data.id);
  }

  function submit(token: string, packs: readonly string[]): Promise<Response> {
    return as(token, '/api/v1/executions', { action: INSTALL, parameters: { packs, force: true } });
  }

  function as(token: string, path: string, body?: unknown): Promise<Response> {
    return service.request(path, {
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${token}` },
    });
  }

  function post(path: string, body: unknown, token = ''): Promise<Response> {
    return service.request(path, { body, headers: { authorization: `Bearer ${token}` } });
  }
});

function reasonOf({ status, packs }: ExecutionView): string {
  expect(status).toBe('failed');
  return packs.map(({ error }) => error?.message ?? '').join(' ');
}

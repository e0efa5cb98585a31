import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type NodeReport, type NodeView, wantedText, type WantedView } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import { runPackyard } from './support/command-line';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const REPORT: NodeReport = {
  generation: 0,
  target: 0,
  activity: 'in_step',
  failures: [],
  platform: 'linux-x64',
  version: '0.1.0',
};

describe('the routes of machines that run actions', () => {
  const fixture = new TestFixture();
  let service: Service;
  let agent: string;
  let other: string;

  beforeAll(async () => {
    service = await fixture.start();
    agent = await tokenOf('runners');
    other = await tokenOf('strangers');
    aPack('slack').version('1.0.0').writeTo(fixture.path('slack'));
  });

  const tokenOf = async (name: string) => {
    const answer = await service.request('/api/v1/tokens', { body: { name, scope: 'agent' } });
    return ((await answer.json()) as { data: { token: string } }).data.token;
  };
  const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const wanted = (query: string) => service.request(`/api/v1/nodes/wanted?${query}`, as(agent));
  /** Of the latest generation: the gateway is told of it after the commit. */
  const wantedNow = () =>
    eventually(async () => {
      const { data } = (await (await wanted('')).json()) as { data: WantedView };
      const latest = await fixture.database.query('SELECT max(id) AS generation FROM generation');
      expect(latest).toEqual([{ generation: data.generation }]);
      return data;
    });
  const report = (name: string, body: Partial<NodeReport>, token = agent) =>
    service.request(`/api/v1/nodes/${name}`, { method: 'PUT', body: { ...REPORT, ...body }, ...as(token) });
  const listed = async () => {
    const { text, exitCode } = await runPackyard(service, ['nodes', '--json'], fixture.folder);
    expect([exitCode, text]).toEqual([0, expect.stringMatching(/^\[/)]);
    return JSON.parse(text) as NodeView[];
  };

  it('tell what is enabled, with what it consists of', async () => {
    expect(await wantedNow()).toEqual({ state: expect.stringMatching(/^0-/), generation: 0, packs: [] });
    await service.install([fixture.path('slack')]);
    const { generation, packs } = await wantedNow();
    expect(generation).toBe(1);
    expect(packs).toEqual([
      {
        ref: 'slack',
        version: '1.0.0',
        digest: expect.stringMatching(/^sha256:/),
        storage_path: expect.stringMatching(/^slack\/1\.0\.0-[0-9a-f]{12}$/),
        content: null,
        environments: [],
      },
    ]);
  });

  it('tell nothing to whom has it, and whoever waits as soon as it changes', async () => {
    const { state } = await wantedNow();
    const same = await wanted(`after=${state}`);
    expect([same.status, await same.text()]).toEqual([204, '']);
    const waiting = Promise.all(Array.from({ length: 20 }, () => wanted(`after=${state}&wait=50`)));
    // They wait before it changes, or are told at once: both is right, and the first is what happens.
    await service.request('/api/v1/packs/slack/disable', { body: {} });
    for (const answer of await waiting) {
      expect(((await answer.json()) as { data: WantedView }).data).toMatchObject({ generation: 2, packs: [] });
    }
  });

  it('say of each node how far it is behind, and by what', async () => {
    expect((await report('alpha', { generation: 2, target: 2 })).status).toBe(200);
    const failures = [{ subject: 'pack slack', message: 'It is \u202e not there.', hint: 'Wait.' }];
    expect((await report('beta', { generation: 1, target: 2, activity: 'failed', failures })).status).toBe(200);
    expect((await report('gamma', { generation: null, target: 2, activity: 'working' })).status).toBe(200);
    const [alpha, beta, gamma] = await listed();
    expect(alpha).toMatchObject({ name: 'alpha', state: 'in_step', generation: 2, lag: 0, lag_seconds: 0 });
    expect(beta).toMatchObject({ state: 'failed', lag: 1, failures: [{ subject: 'pack slack' }], token: 'runners' });
    expect(beta?.lag_seconds).toBeGreaterThan(0);
    expect(beta?.failures[0]?.message).toBe('It is \\u202e not there.');
    expect(gamma).toMatchObject({ state: 'behind', generation: null, lag: 2 });
  });

  it('can not say that they show, or are told, a generation that is not there', async () => {
    for (const later of [{ generation: 3 }, { target: 2 ** 31 - 1 }]) {
      const refused = await report('too-early', later);
      const error = expect.stringMatching(/there is no generation \d+/);
      expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'PARAMETERS_INVALID', error }]);
    }
    expect((await listed()).map(({ name }) => name)).not.toContain('too-early');
  });

  it('leave a name to the token that reported first, until it is removed', async () => {
    expect((await report('alpha', {}, other)).status).toBe(409);
    expect((await report('alpha', {}, service.token)).status).toBe(200);
    const removed = await runPackyard(service, ['node', 'remove', 'alpha'], fixture.folder);
    expect(removed).toEqual({ text: 'node alpha removed\n', exitCode: 0 });
    expect((await report('alpha', {}, other)).status).toBe(200);
    const audit = await service.request('/api/v1/audit?action=node.delete');
    expect(((await audit.json()) as { data: unknown[] }).data).toMatchObject([{ subject: 'node alpha' }]);
    const missing = await runPackyard(service, ['node', 'remove', 'nothing'], fixture.folder);
    expect(missing).toEqual({ text: expect.stringContaining('There is no node nothing.'), exitCode: 2 });
  });

  it('give a name to another token when the former one is revoked', async () => {
    const revoked = await tokenOf('short-lived');
    expect((await report('omega', {}, revoked)).status).toBe(200);
    expect((await report('omega', {}, other)).status).toBe(409);
    await fixture.database.query(`UPDATE api_token SET revoked_at = now() WHERE name = 'short-lived'`);
    expect(await (await report('omega', {}, other)).json()).toMatchObject({ data: { token: 'strangers' } });
    expect((await report('omega', {}, service.token)).status).toBe(200);
    expect((await report('omega', {}, agent)).status).toBe(409);
  });

  it('take all that an agent may say at once, and no more nodes than there may be', async () => {
    const failures = Array.from({ length: 20 }, (_unused, index) => ({
      subject: `pack ${index}`,
      message: 'x'.repeat(1000),
      hint: 'y'.repeat(1000),
    }));
    expect((await report('full', { activity: 'failed', failures })).status).toBe(200);
    await fixture.database.query(`
      INSERT INTO node (name, activity, failures, platform, version, principal, principal_kind, principal_id)
      SELECT 'made-up-' || number, activity, '[]', platform, version, principal, principal_kind, principal_id
      FROM node, generate_series(1, 1000) number WHERE name = 'full'`);
    const refused = await report('one-more', {});
    expect([refused.status, await refused.json()]).toMatchObject([413, { code: 'LIMIT_EXCEEDED' }]);
    expect((await report('full', {})).status).toBe(200);
    expect((await report('another', {}, other)).status).toBe(200);
    await fixture.database.query(`DELETE FROM node WHERE name LIKE 'made-up-%'`);
  });

  it('tell of what is enabled with other content, too', async () => {
    await service.request('/api/v1/packs/slack/enable', { body: { version: '1.0.0' } });
    const { state } = await wantedNow();
    const waiting = wanted(`after=${state}&wait=50`);
    await fixture.database.query(`UPDATE pack_version SET content = 'sha256:${'a'.repeat(64)}'`);
    expect(await (await waiting).json()).toMatchObject({
      data: { packs: [{ content: expect.stringMatching(/^sha256:a/) }] },
    });
  });

  it('are all that a token of an agent opens', async () => {
    for (const path of ['/api/v1/packs', '/api/v1/nodes', '/api/v1/executions', '/metrics'])
      expect([path, (await service.request(path, as(agent))).status]).toEqual([path, 403]);
    const reader = await service.request('/api/v1/tokens', { body: { name: 'reader', scope: 'read' } });
    const { data } = (await reader.json()) as { data: { token: string } };
    expect((await report('delta', {}, data.token)).status).toBe(403);
  });

  it('refuse what is no report, and no name', async () => {
    expect((await report('alpha', { generation: -1 }, other)).status).toBe(400);
    expect((await report('a%20b', {})).status).toBe(400);
    expect((await wanted('wait=51')).status).toBe(400);
  });

  it('tell what changed to those who accept that, and all of it where what they have is not known', async () => {
    const accept = 'application/vnd.packyard.wanted-changes+json, application/json';
    const asked = async (after: string) => {
      const headers = { ...as(agent).headers, accept };
      const answer = await service.request(`/api/v1/nodes/wanted?after=${after}`, { headers });
      const { data } = (await answer.json()) as { data: unknown };
      return { type: answer.headers.get('content-type')?.split(';')[0], data };
    };
    for (const name of ['email', 'sms']) aPack(name).version('1.0.0').writeTo(fixture.path(name));
    await service.install([fixture.path('email'), fixture.path('sms')]);
    const all = await wantedNow();
    expect(await asked('1-0123456789abcdef')).toEqual({ type: 'application/json', data: all });
    await service.request('/api/v1/packs/email/disable', { body: {} });
    const { state, generation, packs } = await wantedNow();
    const digest = `sha256:${createHash('sha256').update(wantedText({ generation, packs })).digest('hex')}`;
    expect(await asked(all.state)).toEqual({
      type: 'application/vnd.packyard.wanted-changes+json',
      data: { base: all.state, state, generation, changed: [], removed: ['email'], digest },
    });
  });

  it('let a thousand nodes connect at once, also while the gateway is busy', async () => {
    const { port, hostname } = new URL(service.url);
    const sockets = await service.paused(() =>
      // The kernel takes them; those beyond what it may keep would be left waiting, and be tried again ever more seldom.
      Promise.all(
        Array.from({ length: 1000 }, async () => {
          const socket = connect(Number(port), hostname);
          await once(socket, 'connect');
          return socket;
        }),
      ),
    );
    for (const socket of sockets) socket.destroy();
    expect((await wanted('')).status).toBe(200);
  });

  it('are in the metrics', async () => {
    const text = await (await service.request('/metrics')).text();
    expect(text).toMatch(/^packyard_nodes\{state="failed"\} 1$/m);
    expect(text).toMatch(/^packyard_node_generation\{node="beta"\} 1$/m);
    expect(text).toMatch(/^packyard_node_lag_seconds\{node="beta"\} \d/m);
  });
});

import type { AuditEventView, CreatedToken, ExecutionView, LoginView, RevokedToken } from '@packyard/contracts';
import { eventually, type LoopbackServer, startRawServer } from '@packyard/testing';
import { GortClient } from './support/gort-client';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const TOKENS = '/api/v1/tokens';

describe('who did what', () => {
  const fixture = new TestFixture();
  let service: Service;
  let silent: LoopbackServer;

  beforeAll(async () => {
    silent = await startRawServer(() => undefined);
    service = await fixture.start({ environment: { PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' } });
  });
  afterAll(() => silent.close());

  describe('is written down', () => {
    it('for sessions that begin and end, with token and address', async () => {
      const ci = await made('sessions', 'read');
      const session = await loggedIn(ci.token);
      expect((await as(session.access_token, '/auth/logout', {})).status).toBe(200);
      const events = await audit(`subject=${encodeURIComponent('token sessions')}`);
      expect(events.map(({ action }) => action)).toEqual(['session.end', 'session.begin', 'token.create']);
      const who = { actor: 'sessions', actor_kind: 'token', actor_id: ci.id, address: '127.0.0.1' };
      expect(events.slice(0, 2)).toEqual([expect.objectContaining(who), expect.objectContaining(who)]);
    });

    it('for a cancelled execution, with whose it was', async () => {
      const [theirs, mine] = [await made('submitter', 'install'), await made('canceller', 'install')];
      const { id } = await submitted(theirs.token);
      expect((await as(mine.token, `/api/v1/executions/${id}/cancel`, {})).status).toBe(200);
      const [event] = await audit(`action=execution.cancel&actor=token:${mine.id}`);
      expect(event).toMatchObject({
        actor: 'canceller',
        address: '127.0.0.1',
        subject: `execution ${id}`,
        before: { requested_by: `token submitter (${theirs.id})`, action: 'core.install_packs' },
      });
    });

    it('for what was refused: by which token, by nobody known, over the routes of Gort too', async () => {
      const reader = await made('refused', 'read');
      expect((await as(reader.token, TOKENS)).status).toBe(403);
      expect((await as('garbage', TOKENS)).status).toBe(401);
      expect((await fetch(`${service.url}/queues/`)).status).toBe(401);
      const gort = new GortClient(service.url);
      expect((await gort.raw('GET', '/v2/users', { token: 'garbage' })).status).toBe(401);
      await eventually(async () => {
        const events = await audit('action=access.deny');
        expect(events).toContainEqual(
          expect.objectContaining({ actor: 'refused', actor_id: reader.id, subject: `GET ${TOKENS}`, count: 1 }),
        );
        for (const subject of [`GET ${TOKENS}`, 'GET /queues', 'GET /v2/users']) {
          const nobody = { actor: 'nobody', actor_kind: 'unknown', subject, address: '127.0.0.1' };
          expect(events).toContainEqual(expect.objectContaining(nobody));
        }
      });
    });

    it('for logins that failed, without what somebody typed into the wrong field', async () => {
      await made('known', 'read');
      expect((await post('/auth/login', { login: 'known', password: 'wr0ng-s3cret' })).status).toBe(401);
      expect((await post('/auth/login', { login: 'my-p4ssword', password: 'x' })).status).toBe(401);
      expect((await post('/auth/token-login', { token: 'pky_s3cret' })).status).toBe(401);
      const gort = new GortClient(service.url);
      expect(
        (await gort.raw('POST', '/v2/authenticate', { body: { username: 'my-p4ssword', password: 'x' } })).status,
      ).toBe(400);
      await eventually(async () => {
        const events = await audit('action=login.fail');
        expect(events.map(({ subject }) => subject).sort()).toEqual(['token known', 'token unknown', 'user unknown']);
        expect(events.find(({ subject }) => subject === 'token unknown')?.count).toBe(2);
      });
      const rows = await fixture.database.query<{ row: string }>('SELECT e::text AS row FROM audit_event e');
      expect(JSON.stringify(rows) + service.log.join('')).not.toMatch(/wr0ng-s3cret|my-p4ssword|pky_s3cret/);
    });

    it('counted, so that an attack does not fill the table', async () => {
      const count = () => fixture.database.query<{ n: number }>('SELECT count(*)::integer AS n FROM audit_event');
      const [before] = await count();
      for (let i = 0; i < 500; i += 1) expect((await as(`garbage-${i}`, `/api/v1/packs/p${i}`)).status).toBe(401);
      await eventually(async () => {
        const [event] = (await audit('action=access.deny')).filter(
          ({ subject }) => subject === 'GET /api/v1/packs/:ref',
        );
        expect(event).toMatchObject({ count: 500 });
      });
      expect((await count())[0]!.n - before!.n).toBe(1);
    });
  });

  describe('is told apart', () => {
    it('though a name is given again: keys of requests are not shared, and the audit shows whose was whose', async () => {
      const first = await made('ci', 'install');
      const key = { 'idempotency-key': 'one' };
      const one = await submitted(first.token, key);
      expect((await submitted(first.token, key)).id).toBe(one.id);
      expect((await post(TOKENS, { name: 'CI', scope: 'read' }, service.token)).status).toBe(409);
      await post(`${TOKENS}/${first.id}/revoke`, {}, service.token);
      const second = await made('ci', 'install');
      const other = await submitted(second.token, key);
      expect(other.id).not.toBe(one.id);
      expect([one, other].map((view) => [view.requested_by, view.requested_by_kind, view.requested_by_id])).toEqual([
        ['ci', 'token', first.id],
        ['ci', 'token', second.id],
      ]);
      for (const { id } of [one, other]) await post(`/api/v1/executions/${id}/cancel`, {}, service.token);
    });

    it('by sessions of one token as by the token itself', async () => {
      const token = await made('one of both', 'install');
      const key = { 'idempotency-key': 'both' };
      const session = await loggedIn(token.token);
      const one = await submitted(token.token, key);
      expect((await submitted(session.access_token, key)).id).toBe(one.id);
      await post(`/api/v1/executions/${one.id}/cancel`, {}, service.token);
    });

    it('since no two tokens in use have one name, or names that look alike', async () => {
      for (const [name, status] of [
        ['twice', 201],
        ['twice', 409],
        ['ｔｗｉｃｅ', 409],
        ['аdmin', 400],
        ['Admin', 400],
      ] as const) {
        const answer = await post(TOKENS, { name, scope: 'read' }, service.token);
        expect([name, answer.status]).toEqual([name, status]);
      }
      const label = await post('/api/v1/identities/1/integration-tokens', { label: 'twice' }, service.token);
      expect([label.status, ((await label.json()) as { code: string }).code]).toEqual([409, 'TOKEN_EXISTS']);
    });

    it('of many requests for one name at once, one gets it; one that expired gives it up', async () => {
      const body = { name: 'contested', scope: 'read', expires_in: 60 };
      const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post(TOKENS, body, service.token)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
      await fixture.database.query(`UPDATE api_token SET expires_at = now() WHERE name = 'contested'`);
      expect((await post(TOKENS, body, service.token)).status).toBe(201);
    });
  });

  describe('sessions', () => {
    it('end when a refresh token comes a second time', async () => {
      const { token, id } = await made('stolen from', 'read');
      const first = await loggedIn(token);
      const second = await refreshed(first.refresh_token);
      // Just after each other they are two requests of one client.
      expect((await post('/auth/refresh', { refresh_token: first.refresh_token })).status).toBe(401);
      expect((await as(second.access_token, '/auth/me')).status).toBe(200);
      await fixture.database.query(
        `UPDATE api_token SET revoked_at = revoked_at - interval '1 minute' WHERE parent_id = $1 AND revoked_at IS NOT NULL`,
        [id],
      );
      expect((await post('/auth/refresh', { refresh_token: first.refresh_token })).status).toBe(401);
      expect((await as(second.access_token, '/auth/me')).status).toBe(401);
      expect((await post('/auth/refresh', { refresh_token: second.refresh_token })).status).toBe(401);
      const [event] = await audit(`action=session.end&actor=token:${id}`);
      expect(event?.after).toMatchObject({ reason: 'its refresh token came a second time' });
      expect((await as(token, '/auth/me')).status).toBe(200);
    });

    it('end for good some day, however often they are refreshed', async () => {
      const { token, id } = await made('for ever', 'read');
      const first = await loggedIn(token);
      const last = `UPDATE api_token SET session_ends_at = now() + interval '5 minutes' WHERE parent_id = $1`;
      await fixture.database.query(last, [id]);
      const second = await refreshed(first.refresh_token);
      const left = await fixture.database.query<{ beyond: boolean }>(
        "SELECT expires_at > session_ends_at AS beyond FROM api_token WHERE parent_id = $1 AND revoked_at IS NULL AND created_at > now() - interval '1 minute' ORDER BY id DESC LIMIT 2",
        [id],
      );
      expect(left).toEqual([{ beyond: false }, { beyond: false }]);
      await fixture.database.query(`UPDATE api_token SET session_ends_at = now() WHERE parent_id = $1`, [id]);
      expect((await post('/auth/refresh', { refresh_token: second.refresh_token })).status).toBe(401);
    });

    it('do not outlive the right to see: a stream of events ends at its next sign of life', async () => {
      const { token, id } = await made('watcher', 'read');
      const execution = await submitted(service.token);
      const stream = await as(token, `/api/v1/executions/${execution.id}/events`);
      const reader = stream.body!.getReader();
      await reader.read();
      await post(`${TOKENS}/${id}/revoke`, {}, service.token);
      let text = '';
      for (let part = await reader.read(); !part.done; part = await reader.read())
        text += Buffer.from(part.value).toString();
      expect(text).not.toContain('event: end');
      expect((await service.execution(execution.id)).finished_at).toBeNull();
      await post(`/api/v1/executions/${execution.id}/cancel`, {}, service.token);
    });
  });

  it('tokens that a token made are named when it is revoked', async () => {
    const parent = await made('parent', 'admin');
    const child = await made('child', 'admin', parent.token);
    const grandchild = await made('grandchild', 'read', child.token);
    const gone = await made('gone', 'read', parent.token);
    await post(`${TOKENS}/${gone.id}/revoke`, {}, service.token);
    expect(child).toMatchObject({ created_by: 'parent', created_by_kind: 'token', created_by_id: parent.id });
    const answer = await post(`${TOKENS}/${parent.id}/revoke`, {}, service.token);
    const { data } = (await answer.json()) as { data: RevokedToken };
    expect(data.remaining).toEqual([
      { id: child.id, name: 'child', scope: 'admin' },
      { id: grandchild.id, name: 'grandchild', scope: 'read' },
    ]);
  });

  async function made(name: string, scope: string, by = service.token): Promise<CreatedToken> {
    const answer = await post(TOKENS, { name, scope }, by);
    expect([name, answer.status]).toEqual([name, 201]);
    return ((await answer.json()) as { data: CreatedToken }).data;
  }

  /** Of a pack that does not come. */
  async function submitted(token: string, headers: Record<string, string> = {}): Promise<ExecutionView> {
    const body = { action: 'core.install_packs', parameters: { packs: [`${silent.url}/never.tar.gz`] } };
    const answer = await service.request('/api/v1/executions', {
      body,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    return ((await answer.json()) as { data: ExecutionView }).data;
  }

  async function loggedIn(token: string): Promise<LoginView> {
    return ((await (await post('/auth/token-login', { token })).json()) as { data: LoginView }).data;
  }

  async function refreshed(token: string): Promise<LoginView> {
    return ((await (await post('/auth/refresh', { refresh_token: token })).json()) as { data: LoginView }).data;
  }

  async function audit(query: string): Promise<AuditEventView[]> {
    return (
      (await (await service.request(`/api/v1/audit?page_size=100&${query}`)).json()) as { data: AuditEventView[] }
    ).data;
  }

  function as(token: string, path: string, body?: unknown): Promise<Response> {
    return service.request(path, {
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${token}` },
    });
  }

  function post(path: string, body: unknown, token?: string): Promise<Response> {
    return fetch(`${service.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  }
});

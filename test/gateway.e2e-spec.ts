import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { aPack, eventually } from '@packyard/testing';
import type { ExecutionView } from '@packyard/contracts';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

describe('the HTTP API', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start();
  });

  it('lets nobody in without a token, but to health and documentation', async () => {
    for (const path of [
      '/api/v1/executions',
      '/api/v1/packs',
      '/api/v1/executions/1/events',
      '/queues',
      '/queues/api/queues',
      '/queues/static/js/main.js',
    ]) {
      const response = await fetch(`${service.url}${path}`);
      expect([path, response.status]).toEqual([path, 401]);
      expect(await response.json()).toMatchObject({
        error: 'Missing authentication token',
        code: 'UNAUTHENTICATED',
        hint: expect.any(String),
      });
    }
    for (const path of ['/health', '/health/live', '/health/ready', '/docs', '/openapi.json']) {
      expect([path, (await fetch(`${service.url}${path}`)).status]).toEqual([path, 200]);
    }
  });

  it('writes its documentation in one way', async () => {
    for (const path of ['/docs-yaml', '/docs-json', '/openapi.yaml']) {
      expect([path, (await service.request(path)).status]).toEqual([path, 404]);
    }
  });

  it('shows the console at its address, and the documentation beside it', async () => {
    const page = await fetch(service.url);
    expect(await page.text()).toContain('<title>Packyard</title>');
    const docs = await fetch(`${service.url}/docs`);
    expect([docs.url, docs.status]).toEqual([`${service.url}/docs`, 200]);
    expect(await docs.text()).toContain('<title>Packyard API</title>');
  });

  it('refuses a wrong token, and one whose scope is not enough', async () => {
    const wrong = await service.request('/api/v1/packs', { headers: { authorization: 'Bearer nonsense' } });
    expect(wrong.status).toBe(401);
    await fixture.database.query(
      `INSERT INTO api_token (name, scope, hash) VALUES ('reader', 'read', sha256('reader-token'))`,
    );
    const headers = { authorization: 'Bearer reader-token' };
    expect((await service.request('/api/v1/packs', { headers })).status).toBe(200);
    const refused = await service.request('/api/v1/executions', {
      headers,
      body: { action: 'core.install_packs', parameters: { packs: ['x'] } },
    });
    expect([refused.status, await refused.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'FORBIDDEN', error: expect.stringContaining("'reader' has the scope read") }),
    ]);
    await fixture.database.query(`UPDATE api_token SET revoked_at = now() WHERE name = 'reader'`);
    expect((await service.request('/api/v1/packs', { headers })).status).toBe(401);
  });

  it('names everything that is wrong with a request at once, and starts nothing', async () => {
    const parameters = {
      packs: ['ext::sh', 'slack', '--upload-pack=x'],
      timeout: 'soon',
      destination: '/tmp',
      verify_ssl: 1,
    };
    const response = await service.request('/api/v1/executions', {
      body: { action: 'core.install_packs', parameters },
    });
    const body = (await response.json()) as { code: string; details: { path: string }[] };
    expect([response.status, body.code]).toEqual([400, 'PARAMETERS_INVALID']);
    expect(body.details.map(({ path }) => path).sort()).toEqual([
      'parameters.destination',
      'parameters.timeout',
      'parameters.verify_ssl',
    ]);
    const sources = await service.request('/api/v1/executions', {
      body: { action: 'core.install_packs', parameters: { packs: parameters.packs } },
    });
    expect(((await sources.json()) as typeof body).details.map(({ path }) => path)).toEqual([
      'parameters.packs.0',
      'parameters.packs.2',
    ]);
    expect(await (await service.request('/api/v1/executions')).json()).toMatchObject({ items: [] });
  });

  it.each([
    ['an unknown action', { action: 'core.fly', parameters: {} }, 404, 'ACTION_NOT_FOUND'],
    ['no packs', { action: 'core.install_packs', parameters: { packs: [] } }, 400, 'PARAMETERS_INVALID'],
    ['something else entirely', [1, 2], 400, 'PARAMETERS_INVALID'],
  ])('answers %s with a clear error', async (_what, body, status, code) => {
    const response = await service.request('/api/v1/executions', { body });
    expect([response.status, await response.json()]).toEqual([
      status,
      expect.objectContaining({ code, message: expect.any(String) }),
    ]);
  });

  it('answers malformed JSON, unknown routes and unknown things with a clear error', async () => {
    const malformed = await fetch(`${service.url}/api/v1/executions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
      body: '{"action": ',
    });
    expect([malformed.status, await malformed.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'PARAMETERS_INVALID' }),
    ]);
    for (const [path, code] of [
      ['/api/v1/nothing', 'ROUTE_NOT_FOUND'],
      ['/api/v1/executions/999', 'EXECUTION_NOT_FOUND'],
      ['/api/v1/executions/abc', 'EXECUTION_NOT_FOUND'],
      ['/api/v1/packs/none', 'PACK_NOT_FOUND'],
    ] as const) {
      const response = await service.request(path);
      expect([path, response.status, await response.json()]).toEqual([path, 404, expect.objectContaining({ code })]);
    }
  });

  it('takes a large body from nobody whose token it does not know', async () => {
    const body = { action: 'core.nothing', parameters: { text: 'x'.repeat(20_000) } };
    const strange = { authorization: 'Bearer strange' };
    for (const path of ['/api/v1/executions', '/auth/login', '/v2/authenticate', '/nowhere']) {
      expect([path, (await service.request(path, { body, headers: strange })).status]).toEqual([path, 401]);
    }
    expect((await service.request('/api/v1/executions', { body })).status).toBe(404);
  });

  it('makes one execution of a request that is repeated with its idempotency key', async () => {
    const folder = aPack('once').writeTo(fixture.path('once'));
    const body = { action: 'core.install_packs', parameters: { packs: [folder] } };
    const headers = { 'idempotency-key': 'key-1' };
    const answers = await Promise.all([1, 2, 3].map(() => service.request('/api/v1/executions', { body, headers })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    const ids = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { data: ExecutionView }).data.id),
    );
    expect(new Set(ids).size).toBe(1);
    const other = { action: 'core.install_packs', parameters: { packs: [folder], force: true } };
    expect((await service.request('/api/v1/executions', { body: other, headers })).status).toBe(409);
    const long = { 'idempotency-key': 'x'.repeat(256) };
    const refused = await service.request('/api/v1/executions', { body, headers: long });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('has 256 characters')]);
    await service.ended(ids[0] ?? 0);
  });

  it("accepts Attune's way to execute, and lists by status and page", async () => {
    const response = await service.request('/api/v1/executions/execute', {
      body: { action_ref: 'core.install_packs', parameters: { packs: [fixture.path('once')] }, worker_selector: null },
    });
    expect(response.status).toBe(201);
    const { data } = (await response.json()) as { data: ExecutionView };
    expect(response.headers.get('location')).toBe(`/api/v1/executions/${data.id}`);
    await service.ended(data.id);
    const list = await (await service.request('/api/v1/executions?status=completed&per_page=1')).json();
    expect(list).toMatchObject({
      items: [{ id: data.id, status: 'completed' }],
      data: [{ id: data.id }],
      pagination: { page: 1, page_size: 1, total_items: 2, has_next: true },
    });
  });

  it('streams events live, takes a stream up after the last one that was seen, and ends', async () => {
    aPack('streamed').asTarball(fixture.path('www/streamed.tgz'));
    const gate = fixture.files.hold('/streamed.tgz');
    const { id } = await service.submit([`${fixture.files.url}/streamed.tgz`]);
    const stream = service.request(`/api/v1/executions/${id}/events`).then((response) => response.text());
    await eventually(() => expect(gate.waiting()).toBe(1));
    const shown = async (wait: string) =>
      ((await (await service.request(`/api/v1/executions/${id}?wait=${wait}`)).json()) as { data: ExecutionView }).data;
    expect(await shown('0.2')).toMatchObject({ status: 'running' });
    const end = shown('60');
    gate.letGo();
    const all = idsIn(await stream);
    expect(await end).toMatchObject({ status: 'completed' });
    expect(all.length).toBeGreaterThan(5);
    expect(all).toEqual(all.map((_unused, index) => index + 1));
    const rest = await (
      await service.request(`/api/v1/executions/${id}/events`, { headers: { 'last-event-id': '3' } })
    ).text();
    expect(idsIn(rest)).toEqual(all.slice(3));
    expect(rest.trimEnd()).toMatch(/event: end\ndata: \{\}$/);
  });

  it('has room again when clients leave before their stream has begun', async () => {
    const { id } = await service.install([aPack('left').writeTo(fixture.path('left'))]);
    const { hostname, port } = new URL(service.url);
    const head = `GET /api/v1/executions/${id}/events HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${service.token}\r\n\r\n`;
    const leave = async () => {
      const socket = connect(Number(port), hostname);
      await new Promise<void>((resolve) => socket.write(head, () => resolve(void socket.destroy())));
    };
    // One more than there is room for.
    for (let left = 0; left < 251; left += 1) await leave();
    await eventually(async () => {
      const stream = await service.request(`/api/v1/executions/${id}/events`);
      expect([stream.status, await stream.text()]).toEqual([200, expect.stringContaining('event: end')]);
    });
  });

  it('refuses to cancel what has ended', async () => {
    const { id } = await service.install([fixture.path('once')]);
    const response = await service.request(`/api/v1/executions/${id}/cancel`, { body: {} });
    expect([response.status, await response.json()]).toEqual([
      409,
      expect.objectContaining({ error: `Execution ${id} is in status 'completed' and cannot be cancelled` }),
    ]);
  });

  it('shows the four queues to a browser that brings a token as password', async () => {
    const authorization = `Basic ${Buffer.from(`me:${service.token}`).toString('base64')}`;
    const page = await service.request('/queues', { headers: { authorization } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Packyard queues')]);
    const { queues } = (await (await service.request('/queues/api/queues', { headers: { authorization } })).json()) as {
      queues: { name: string; readOnlyMode: boolean }[];
    };
    expect(queues.map(({ name, readOnlyMode }) => [name, readOnlyMode])).toEqual(
      ['download', 'resolve', 'build', 'register'].map((name) => [name, true]),
    );
  });

  it('documents every route with schemas, from which the client of the command line is made', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { summary: string; responses: Record<string, { content?: object }> }>>;
      components: { schemas: Record<string, object> };
    };
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThan(40);
    for (const { summary, responses } of operations) {
      expect(summary).toMatch(/^\w/);
      for (const [status, { content }] of Object.entries(responses))
        // By the standard of HTTP that one has none.
        if (status !== '304') expect(content).toBeDefined();
    }
    expect(JSON.stringify(document.paths['/api/v1/executions']?.['post'])).toContain('SubmitInstallPacks');
    expect(JSON.stringify(document.components.schemas['SubmitInstallPacks'])).toContain('InstallPacksParameters');
    const check = ['scripts/generate-client.mjs', '--check', service.url];
    execFileSync(process.execPath, check, { cwd: resolve(__dirname, '..'), stdio: 'pipe' });
  });

  it('keeps the admin token in a file that only its owner may read', () => {
    expect(readFileSync(fixture.path('home/admin-token'), 'utf8').trim().length).toBeGreaterThan(40);
  });

  it('slows down who asks too often, but not health checks', async () => {
    const environment = { PACKYARD_RATE_LIMIT_READS: '3' };
    const broken = await fixture.start({ home: fixture.path('home-3'), environment });
    // The first one by its address: only then is the token known.
    for (let i = 0; i < 4; i += 1) expect((await broken.request('/api/v1/packs')).status).toBe(200);
    const limited = await broken.request('/api/v1/packs');
    expect([limited.status, limited.headers.has('retry-after'), await limited.json()]).toEqual([
      429,
      true,
      expect.objectContaining({ code: 'RATE_LIMITED' }),
    ]);
    expect((await fetch(`${broken.url}/health/ready`)).status).toBe(200);
  });
});

function idsIn(stream: string): number[] {
  return [...stream.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
}

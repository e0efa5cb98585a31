import { createDecipheriv } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RotationView } from '@packyard/contracts';
import { aPack, eventually, listenOnLoopback, type LoopbackServer } from '@packyard/testing';
import { Webhook } from 'standardwebhooks';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const SECRET = 's3cret-of-the-origin';

describe('rotating the key of the vault', () => {
  const fixture = new TestFixture();
  let service: Service;
  let origin: LoopbackServer;
  let webhook: { id: number; secret: string };
  const told: { headers: Record<string, string>; body: string }[] = [];
  const keyFile = () => fixture.path('home/secret-key');
  const currentKey = () => readFileSync(keyFile(), 'utf8').split('\n')[0] ?? '';

  beforeAll(async () => {
    origin = await listenOnLoopback(
      createServer((request, response) => {
        const url = new URL(request.url ?? '/', 'http://loopback');
        if (url.pathname === '/hook') {
          let body = '';
          request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
          return request.on('end', () => {
            told.push({ headers: request.headers as Record<string, string>, body });
            response.end(url.searchParams.get('key') === SECRET ? 'taken' : 'the key is missing');
          });
        }
        const isIndex = url.pathname === '/index.json';
        const given = isIndex ? request.headers.authorization : url.searchParams.get('private_token');
        if (given !== (isIndex ? `Bearer ${SECRET}` : SECRET)) return response.writeHead(401).end();
        const content = readFileSync(fixture.path('www', url.pathname));
        return response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(content);
      }),
    );
    aPack('sealed').asTarball(fixture.path('www/sealed.tgz'));
    aPack('listed').asTarball(fixture.path('www/listed.tgz'));
    const source = { type: 'archive', url: `${fixture.files.url}/listed.tgz` };
    const entry = {
      ref: 'listed',
      label: 'Listed',
      description: 'd',
      version: '1.0.0',
      author: 'a',
      license: 'MIT',
      install_sources: [source],
    };
    writeFileSync(
      fixture.path('www/index.json'),
      JSON.stringify({ registry_name: 'r', version: '1.0', packs: [entry] }),
    );
    service = await fixture.start({
      layout: 'processes',
      environment: { PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true', PACKYARD_REGISTRY_TTL_SECONDS: '0' },
    });
    const body = { url: `${origin.url}/index.json`, headers: { authorization: `Bearer ${SECRET}` } };
    const added = await service.request('/api/v1/pack-indices', { body });
    expect([added.status, await added.text()]).toEqual([201, expect.any(String)]);
    const hook = { url: `${origin.url}/hook?key=${SECRET}`, events: ['user.create'], description: '' };
    const made = await service.request('/api/v1/webhooks', { body: hook });
    webhook = ((await made.json()) as { data: typeof webhook }).data;
  });
  afterAll(() => origin.close());

  it('goes on while registries and sealed sources are in use: nothing fails, and the former key opens nothing', async () => {
    const former = currentKey();
    let isRotating = true;
    const results: string[] = [];
    const load = [0, 1].map(async () => {
      while (isRotating) {
        const packs = [`${origin.url}/sealed.tgz?private_token=${SECRET}`, 'listed'];
        const { status, packs: done } = await service.install(packs, { force: true });
        results.push(`${status} ${done.map((pack) => pack.error?.message ?? '').join('')}`.trim());
      }
    });
    const rotations: RotationView[] = [];
    for (let i = 0; i < 2; i += 1) rotations.push(await rotated());
    await eventually(() => expect(results.length).toBeGreaterThan(5), 300_000);
    isRotating = false;
    await Promise.all(load);
    expect(new Set(results)).toEqual(new Set(['completed']));
    expect(new Set(rotations.map(({ key_id: id }) => id)).size).toBe(2);
    expect(rotations[0]!.resealed).toBeGreaterThanOrEqual(1);
    expect(currentKey()).not.toBe(former);
    expect([readFileSync(keyFile(), 'utf8').split('\n').length, statSync(keyFile()).mode & 0o777]).toEqual([3, 0o600]);
    const rows = await fixture.database.query<{ sealed: Buffer }>('SELECT sealed_headers AS sealed FROM registry');
    expect(rows).toHaveLength(1);
    const hooks = await fixture.database.query<{ sealed: Buffer }>('SELECT sealed FROM webhook');
    for (const [context, sealed] of [
      ['registry-headers', rows[0]!.sealed],
      ['webhook-secrets', hooks[0]!.sealed],
    ] as const) {
      expect(opens(Buffer.from(currentKey(), 'base64'), sealed, context)).toBe(true);
      expect(opens(Buffer.from(former, 'base64'), sealed, context)).toBe(false);
    }
    const left = await fixture.database.query(
      `SELECT id FROM execution_pack WHERE sealed_url IS NOT NULL AND status NOT IN ('pending', 'running')`,
    );
    expect(left).toEqual([]);
  });

  it('leaves webhooks their address and their secret', async () => {
    const tried = await service.request(`/api/v1/webhooks/${webhook.id}/test`, { body: {} });
    expect(await tried.json()).toMatchObject({ data: { status: 'delivered', response_body: 'taken' } });
    expect(new Webhook(webhook.secret).verify(told[0]!.body, told[0]!.headers)).toMatchObject({ type: 'webhook.test' });
  });

  it('keeps what was known by a fingerprint: a repeated request is still the same', async () => {
    const body = {
      action: 'core.install_packs',
      parameters: { packs: [`${origin.url}/sealed.tgz?private_token=${SECRET}`] },
    };
    const ask = () => service.request('/api/v1/executions', { body, headers: { 'idempotency-key': 'across' } });
    expect((await ask()).status).toBe(201);
    await rotated();
    expect((await ask()).status).toBe(200);
  });

  it('is for admins, one at a time, and is written down without any key', async () => {
    const answers = await Promise.all([rotate(), rotate()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 503]);
    const audit = await (await service.request('/api/v1/audit?action=secret.rotate')).text();
    expect(audit).toContain('secret.rotate');
    expect(audit + service.log.join('')).not.toContain(currentKey());
  });

  function rotate(): Promise<Response> {
    return service.request('/api/v1/secrets/rotate', { body: {} });
  }

  async function rotated(): Promise<RotationView> {
    const answer = await rotate();
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { data: RotationView }).data;
  }
});

function opens(key: Buffer, sealed: Buffer, context: string): boolean {
  const [head, nonce, tag] = [sealed.subarray(0, 12), sealed.subarray(12, 24), sealed.subarray(24, 40)];
  try {
    const authenticated = Buffer.concat([head, Buffer.from(context)]);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(authenticated).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(40)), decipher.final()])
      .toString()
      .includes(SECRET);
  } catch {
    return false;
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { WantedView } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const BOUNDARY = 'a-boundary';

describe('a token that ends while its request is under way', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start();
  });

  const tokenOf = async (name: string, scope: string) => {
    const answer = await service.request('/api/v1/tokens', { body: { name, scope } });
    return ((await answer.json()) as { data: { id: number; token: string } }).data;
  };
  const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const revoke = async ({ id }: { id: number }) =>
    expect((await service.request(`/api/v1/tokens/${id}/revoke`, { body: {} })).status).toBe(200);
  const uploads = () => readdirSync(join(fixture.path('home'), 'uploads'));

  /** Sends a form up to the middle of its file. */
  function begin(path: string, { part, token }: { part: string; token: string }) {
    const headers = { ...as(token).headers, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
    const upload = request(`${service.url}${path}`, { method: 'POST', headers });
    const answer = new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
      upload.once('error', reject);
      upload.once('response', (response) =>
        resolve(text(response).then((body) => ({ status: response.statusCode, body: JSON.parse(body) as unknown }))),
      );
    });
    const file = readFileSync(aPack('late').asTarball(fixture.path('late.tgz')));
    upload.write(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${part}"; filename="late.tgz"\r\n\r\n`);
    upload.write(file.subarray(0, 20));
    return { answer, end: () => end(upload, file.subarray(20)) };
  }

  function end(upload: ClientRequest, rest: Buffer): void {
    upload.write(rest);
    upload.end(`\r\n--${BOUNDARY}--\r\n`);
  }

  it.each([
    ['/api/v1/packs/upload', 'pack', 'revoked'],
    ['/api/v1/packs/import', 'export', 'revoked'],
    ['/api/v1/lock/install', 'lock', 'revoked'],
    ['/api/v1/packs/upload', 'pack', 'expired'],
    ['/api/v1/packs/upload', 'pack', 'limited'],
  ])('%s: nothing is read of the %s when it is %s meanwhile', async (path, part, what) => {
    const token = await tokenOf(`${part} ${what}`, 'install');
    const upload = begin(path, { part, token: token.token });
    await eventually(() => expect(uploads()).toHaveLength(1));
    if (what === 'revoked') await revoke(token);
    const change = what === 'expired' ? 'expires_at = now()' : `limits = '{"packs": ["other"]}'`;
    if (what !== 'revoked') await fixture.database.query(`UPDATE api_token SET ${change} WHERE id = $1`, [token.id]);
    upload.end();
    const refused = what === 'limited' ? { status: 403, code: 'FORBIDDEN' } : { status: 401, code: 'UNAUTHENTICATED' };
    expect(await upload.answer).toMatchObject({ status: refused.status, body: { code: refused.code } });
    expect(uploads()).toEqual([]);
    expect(await fixture.database.query('SELECT FROM execution')).toEqual([]);
  });

  it('does no harm when only the hour of its access token is over: what was sent is installed', async () => {
    const { token } = await tokenOf('with sessions', 'install');
    const login = await service.request('/auth/token-login', { body: { token } });
    const session = ((await login.json()) as { data: { access_token: string } }).data.access_token;
    const upload = begin('/api/v1/packs/upload', { part: 'pack', token: session });
    await eventually(() => expect(uploads()).toHaveLength(1));
    await fixture.database.query(`UPDATE api_token SET expires_at = now() WHERE kind = 'access'`);
    expect((await service.request('/api/v1/packs', as(session))).status).toBe(401);
    upload.end();
    expect(await upload.answer).toMatchObject({ status: 201 });
  });

  it('tells a node nothing that it waited for', async () => {
    const token = await tokenOf('runner', 'agent');
    const first = await service.request('/api/v1/nodes/wanted');
    const { state } = ((await first.json()) as { data: WantedView }).data;
    const waiting = service.request(`/api/v1/nodes/wanted?after=${state}&wait=50`, as(token.token));
    const used = 'SELECT FROM api_token WHERE id = $1 AND last_used_at IS NOT NULL';
    await eventually(async () => expect(await fixture.database.query(used, [token.id])).toHaveLength(1));
    await revoke(token);
    await service.install([aPack('slack').writeTo(fixture.path('slack'))]);
    expect((await waiting).status).toBe(401);
  });
});

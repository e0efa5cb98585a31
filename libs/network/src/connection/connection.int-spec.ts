import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { MaskedUrl, reportError } from '@packyard/contracts';
import {
  eventually,
  listenOnLoopback,
  type LoopbackServer,
  startProxyServer,
  temporaryFolder,
} from '@packyard/testing';
import { generate } from 'selfsigned';
import { HttpClient } from '../http-client';
import type { HttpSettings } from '../http-connection';
import { NetworkPolicy } from '../network-policy';

const LOOPBACK = '127.0.0.0/8';

describe('the way to a server', () => {
  const folder = temporaryFolder();
  const open: { close(): Promise<void> }[] = [];
  let count = 0;
  let authority: { cert: string; private: string };
  let client: { cert: string; private: string };

  beforeAll(async () => {
    const names = [
      { type: 2, value: 'packs.internal' },
      { type: 2, value: 'localhost' },
    ] as const;
    const extensions = [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [...names, { type: 7, ip: '127.0.0.1' }] },
    ];
    authority = await generate([{ name: 'commonName', value: 'packs.internal' }], { extensions } as never);
    client = await generate([{ name: 'commonName', value: 'packyard' }], {});
    writeFileSync(join(folder, 'ca.pem'), authority.cert);
    writeFileSync(join(folder, 'client.pem'), client.cert);
    writeFileSync(join(folder, 'client.key'), client.private);
  });
  afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

  const keep = async <Server extends LoopbackServer>(server: Promise<Server>): Promise<Server> => {
    const started = await server;
    open.push(started);
    return started;
  };
  const plain = (answer: RequestListener) => keep(listenOnLoopback(createServer(answer)));
  const encrypted = (answer: RequestListener, options = {}) =>
    keep(listenOnLoopback(createTlsServer({ cert: authority.cert, key: authority.private, ...options }, answer)));
  const proxy = (options = {}) => keep(startProxyServer(options));
  const fetch = async (url: string, settings: Partial<HttpSettings>, allowed = LOOPBACK) => {
    const file = join(folder, `file-${count++}`);
    const http = new HttpClient(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: allowed }), settings);
    const signal = AbortSignal.timeout(20_000);
    await http.download({ url: new MaskedUrl(url), verifySsl: true, maxBytes: 1e6, limitName: 'X', signal }, file);
    return readFileSync(file, 'utf8');
  };
  const whole: RequestListener = (_request, response) => response.end('whole');

  it('leads through the proxy of the scheme: forwarded in the clear, tunnelled when encrypted', async () => {
    const through = await proxy();
    const [http, https] = [await plain(whole), await encrypted(whole)];
    const settings = { HTTP_PROXY: through.url, HTTPS_PROXY: through.url, PACKYARD_CA_FILE: join(folder, 'ca.pem') };
    expect(await fetch(`${http.url}/a`, settings)).toBe('whole');
    expect(await fetch(`https://127.0.0.1:${https.port}/a`, settings)).toBe('whole');
    expect(through.requests).toEqual([`GET ${http.url}/a`, `CONNECT 127.0.0.1:${https.port}`]);
  });

  it('brings the proxy its login, and the server none of it', async () => {
    const through = await proxy({ login: 'me:s3cr3t' });
    const seen: unknown[] = [];
    const server = await plain((request, response) => {
      seen.push(request.headers['proxy-authorization']);
      response.end('whole');
    });
    expect(await fetch(server.url, { HTTP_PROXY: through.url.replace('//', '//me:s3cr3t@') })).toBe('whole');
    expect(seen).toEqual([undefined]);
  });

  it.each(['http', 'https'])('says that the proxy wants a login, or is not there: %s', async (scheme) => {
    const through = await proxy({ login: 'me:s3cr3t' });
    const name = scheme === 'http' ? 'HTTP_PROXY' : 'HTTPS_PROXY';
    const refused = fetch(`${scheme}://127.0.0.1:1/a`, { [name]: through.url.replace('//', '//me:wr0ng@') });
    const error = reportError(await refused.catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringContaining('proxy wants a login'),
    });
    expect(JSON.stringify(error)).not.toContain('wr0ng');
    await expect(fetch(`${scheme}://127.0.0.1:1/a`, { [name]: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
    });
  });

  it('is no way around the networks that are refused', async () => {
    const through = await proxy();
    const server = await plain(whole);
    for (const url of [
      server.url,
      server.url.replace('127.0.0.1', 'localhost'),
      'http://10.0.0.1/a',
      'https://[::1]/',
    ]) {
      const settings = { HTTP_PROXY: through.url, HTTPS_PROXY: through.url };
      await expect(fetch(url, settings, '192.0.2.0/24')).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    }
    expect(through.requests).toEqual([]);
  });

  it('leaves names to the proxy that only the proxy knows', async () => {
    const through = await proxy({ hosts: { 'packs.invalid': '127.0.0.1' } });
    const server = await plain(whole);
    expect(await fetch(`http://packs.invalid:${server.port}/a`, { HTTP_PROXY: through.url })).toBe('whole');
  });

  it.each([
    ['127.0.0.1', true],
    ['*', true],
    ['a.example, localhost , 127.0.0.1:PORT', true],
    ['127.0.0.1:1', false],
    ['0.0.1', false],
    ['127.0.0.0/8', true],
    ['10.0.0.0/8, 127.0.0.0/99', false],
    ['', false],
  ])('leads past the proxy to what NO_PROXY=%s names', async (exempt, isDirect) => {
    const through = await proxy();
    const server = await plain(whole);
    const NO_PROXY = exempt.replace('PORT', String(server.port));
    expect(await fetch(server.url, { HTTP_PROXY: through.url, NO_PROXY })).toBe('whole');
    expect(through.requests).toHaveLength(isDirect ? 0 : 1);
  });

  it('can be given up while the proxy says nothing', async () => {
    const silent = await plain(() => undefined);
    const http = new HttpClient(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' }), {
      HTTPS_PROXY: silent.url,
    });
    const abort = new AbortController();
    const request = { url: new MaskedUrl('https://127.0.0.1:1/a'), verifySsl: true, maxBytes: 1, limitName: 'X' };
    const running = http.download({ ...request, signal: abort.signal }, join(folder, `file-${count++}`));
    setTimeout(() => abort.abort(new Error('enough')), 100);
    await expect(running).rejects.toThrow('enough');
  });

  it('ends where nobody vouches for the certificate, and goes on with PACKYARD_CA_FILE', async () => {
    const url = `https://127.0.0.1:${(await encrypted(whole)).port}/a`;
    await expect(fetch(url, {})).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    expect(await fetch(url, { PACKYARD_CA_FILE: join(folder, 'ca.pem') })).toBe('whole');
  });

  it('needs none of these files where nothing is encrypted', async () => {
    const [server, through] = [await plain(whole), await proxy()];
    const access = { certificate_file: join(folder, 'client.pem'), key_file: join(folder, 'not-yet.key') };
    const PACKYARD_HOST_ACCESS = { '127.0.0.1': access };
    expect(await fetch(server.url, { PACKYARD_HOST_ACCESS })).toBe('whole');
    expect(await fetch(server.url, { PACKYARD_HOST_ACCESS, HTTP_PROXY: through.url })).toBe('whole');
  });

  it('shows our certificate to the hosts that want it, and our authorization', async () => {
    const server = await encrypted((request, response) => response.end(request.headers.authorization), {
      requestCert: true,
      rejectUnauthorized: true,
      ca: client.cert,
    });
    const settings = { PACKYARD_CA_FILE: join(folder, 'ca.pem') };
    const url = `https://127.0.0.1:${server.port}/a`;
    await expect(fetch(url, settings)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    const access = {
      authorization: 'Bearer t0ken',
      certificate_file: join(folder, 'client.pem'),
      key_file: join(folder, 'client.key'),
    };
    const PACKYARD_HOST_ACCESS = { [`127.0.0.1:${server.port}`]: access };
    expect(await fetch(url, { ...settings, PACKYARD_HOST_ACCESS })).toBe('Bearer t0ken');
  });

  it('is free again after a certificate could not be used that was just being renewed', async () => {
    const url = `https://127.0.0.1:${(await encrypted(whole)).port}/a`;
    const [certificate, key] = [join(folder, 'renewed.pem'), join(folder, 'renewed.key')];
    writeFileSync(certificate, client.cert);
    const http = new HttpClient(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: LOOPBACK }), {
      PACKYARD_CONNECTIONS_PER_HOST: 1,
      PACKYARD_CA_FILE: join(folder, 'ca.pem'),
      PACKYARD_HOST_ACCESS: { [new URL(url).host]: { certificate_file: certificate, key_file: key } },
    });
    const get = () => {
      const request = { url: new MaskedUrl(url), verifySsl: true, maxBytes: 10, limitName: 'X' };
      return http.download({ ...request, signal: AbortSignal.timeout(5000) }, join(folder, `file-${count++}`));
    };
    await expect(get()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    writeFileSync(key, authority.private);
    await expect(get()).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      hint: expect.stringMatching('PEM') as string,
    });
    writeFileSync(key, client.private);
    await get();
  });

  it('is used by a few at a time, each host for itself', async () => {
    const waiting: (() => void)[] = [];
    const busy = await plain((_request, response) => void waiting.push(() => response.end('whole')));
    const other = await plain(whole);
    const http = new HttpClient(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' }), {
      PACKYARD_CONNECTIONS_PER_HOST: 2,
    });
    const get = (url: string) => {
      const request = { url: new MaskedUrl(url), verifySsl: true, maxBytes: 10, limitName: 'X' };
      return http.download({ ...request, signal: AbortSignal.timeout(20_000) }, join(folder, `file-${count++}`));
    };
    const running = [1, 2, 3, 4].map(() => get(busy.url));
    await eventually(() => expect(waiting).toHaveLength(2));
    await get(other.url);
    expect(waiting).toHaveLength(2);
    waiting.splice(0).forEach((answer) => answer());
    await eventually(() => expect(waiting).toHaveLength(2));
    waiting.splice(0).forEach((answer) => answer());
    await Promise.all(running);
  });
});

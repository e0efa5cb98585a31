import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { ExecutionView, IndexedPackView, RegistryView } from '@packyard/contracts';
import { aPack } from '@packyard/testing';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const SECRET = 'registry-s3cr3t';

describe('registries', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start({ environment: { PACKYARD_REGISTRY_TTL_SECONDS: '0' } });
  });

  afterEach(async () => {
    for (const { id } of await registries()) if (id > 0) await packyard('registry', 'remove', String(id));
  });

  it('publishes packs from a folder, adds them by command, finds them and installs one by name', async () => {
    aPack('mailer').version('1.4.0').requiring('postman', '^2').writeTo(fixture.path('packs/mailer'));
    const about = 'ref: postman\nlabel: postman\nversion: 2.1.0\nauthor: Grace Hopper\nkeywords: [letters]\n';
    aPack('postman').withFile('pack.yaml', about).writeTo(fixture.path('packs/postman'));
    const built = await packyard('registry', 'build', './packs', '--out', './www/public', '--name', 'Ours');
    expect([built.code, built.stdout]).toEqual([
      0,
      expect.stringMatching(/mailer-1\.4\.0\.tar\.gz sha256:[0-9a-f]{64}/),
    ]);

    const url = `${fixture.files.url}/public/index.json`;
    expect(await packyard('registry', 'add', url, '--name', 'ours')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/registry \d+ added at position 0/),
    });
    expect((await packyard('registry', 'list')).stdout).toMatch(new RegExp(`\\d+ +0 +ours +${url} +yes`));
    expect((await packyard('registry', 'search', 'POST')).stdout).toMatch(/^postman +2\.1\.0 +postman +ours$/m);
    for (const words of [['hopper'], ['letters'], ['Grace', 'LETTERS']]) {
      const found = JSON.parse((await packyard('registry', 'search', ...words, '--json')).stdout) as {
        pack: { ref: string };
      }[];
      expect(found.map(({ pack }) => pack.ref)).toEqual(['postman']);
    }
    expect(JSON.parse((await packyard('registry', 'search', 'nothing-like-it', '--json')).stdout)).toEqual([]);
    expect((await packyard('registry', 'show', 'mailer')).stdout).toMatch(/needs: +postman@\^2\ncontents: +1 actions/);
    expect(await packyard('registry', 'show', 'none')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Indexed pack 'none' not found"),
    });

    const execution = await service.install(['mailer@^1']);
    expect(execution).toMatchObject({ status: 'completed', result: { summary: { success_count: 2 } } });
    expect(await service.pack('postman')).toMatchObject({
      version: '2.1.0',
      author: 'Grace Hopper',
      email: null,
      keywords: ['letters'],
      action_count: 1,
      sensor_count: 0,
      trigger_count: 0,
    });
    const documented = { registry_url: 'https://registry.attune.io/index.json', force: true };
    expect(await service.install(['postman'], documented)).toMatchObject({ status: 'completed' });
  });

  it('shows who needs whom, and what has newer releases', async () => {
    await add(publish('newer', ['postman'], '3.0.0'));
    const outdated = await packyard('outdated');
    expect([outdated.code, outdated.stdout]).toEqual([
      0,
      expect.stringMatching(/^postman +2\.1\.0 +- +3\.0\.0 +mailer \(\^2\)\n\nIn no registry: mailer$/m),
    ]);
    expect((await packyard('tree')).stdout).toBe('mailer 1.4.0\n└── postman 2.1.0 ^2\n');
    expect((await packyard('why', 'postman')).stdout).toBe(
      'postman 2.1.0\n└── mailer 1.4.0 needs ^2\n\nIt was installed because another pack needed it. 1 pack directly needs it.\n',
    );
    const drawn = await Promise.all(['mermaid', 'dot'].map((format) => packyard('graph', '--format', format)));
    expect(drawn.map(({ stdout }) => stdout.split('\n')[0])).toEqual(['flowchart LR', 'digraph packs {']);
    expect(await packyard('why', 'postmann')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Pack 'postmann' not found[^]*Did you mean 'postman'/),
    });
    const answer = await service.request('/api/v1/outdated?ref=missing');
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'PACK_NOT_FOUND' }]);
  });

  it('installs a pre-release where nothing else is on offer, and where a source holds it', async () => {
    await add(publish('early', ['early'], '1.0.0-rc.1'));
    aPack('loc').version('2.0.0-rc.1').writeTo(fixture.path('loc'));
    aPack('tied').requiring('loc', '^2.0.0-rc').requiring('early').writeTo(fixture.path('tied'));
    const { status, packs } = await service.install([fixture.path('loc'), fixture.path('tied')]);
    expect([
      status,
      packs.map(({ pack_ref, pack_version }) => `${pack_ref ?? ''} ${pack_version ?? ''}`).sort(),
    ]).toEqual(['completed', ['early 1.0.0-rc.1', 'loc 2.0.0-rc.1', expect.stringContaining('tied')]]);
  });

  it('answers pages, and skips what it can not read with a warning', async () => {
    await add(publish('paged', ['one', 'two', 'three']));
    await add(fixture.path('www/missing.json'), { skip_check: true });
    const answer = await service.request('/api/v1/pack-indices/packs?page=2&page_size=2');
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({
        items: [expect.objectContaining({ pack: expect.objectContaining({ ref: 'two' }) })],
        pagination: { page: 2, page_size: 2, total_items: 3, total_pages: 2, has_previous: true, has_next: false },
        warnings: [expect.stringContaining('missing.json could not be read')],
      }),
    ]);
  });

  it('says what of an index can not be used when it is added', async () => {
    const entries = [
      { ref: 'sourceless', version: '1.0.0' },
      { ref: 'odd', version: 'not-a-version' },
    ];
    writeFileSync(fixture.path('www/half.json'), JSON.stringify({ packs: entries }));
    const url = fixture.path('www/half.json');
    const { code, stdout, stderr } = await packyard('registry', 'add', url);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/registry \d+ added/)]);
    expect(stderr).toMatch(
      /^Warning: sourceless 1\.0\.0 is left out: .*\nWarning: odd not-a-version is left out: .*$/m,
    );
    const [{ id } = { id: 0 }] = await registries();
    expect((await send('PUT', `/${id}`, { enabled: false })).body).toMatchObject({ warnings: [] });
    expect((await send('PUT', `/${id}`, { url })).body).toMatchObject({
      warnings: [expect.stringContaining('sourceless'), expect.stringContaining('odd')],
    });
  });

  it('lets the registry with the lower position win, and none that is disabled', async () => {
    await add(publish('low', ['shared'], '3.0.0'), { position: 7 });
    const { id } = await add(publish('high', ['shared'], '1.0.0'), { position: 3 });
    expect((await found('shared')).pack.version).toBe('1.0.0');
    expect((await service.install(['shared'])).packs[0]?.pack_version).toBe('1.0.0');
    const changed = await send('PUT', `/${id}`, { enabled: false });
    expect([changed.status, changed.body]).toMatchObject([200, { data: { id, enabled: false, position: 3 } }]);
    expect((await found('shared')).pack.version).toBe('3.0.0');
    expect((await service.install(['shared'])).packs[0]?.pack_version).toBe('3.0.0');
  });

  it('refuses an archive that was changed after it was published', async () => {
    publish('tampered', ['sealed']);
    await add(`${fixture.files.url}/tampered/index.json`);
    appendFileSync(fixture.path('www/tampered/sealed-1.0.0.tar.gz'), 'x');
    expect(failureOf(await service.install(['sealed']))).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    expect(await service.pack('sealed')).toBeUndefined();
  });

  it('says when an index names another version than what is there has', async () => {
    const index = publish('renamed', ['older']);
    writeFileSync(index, readFileSync(index, 'utf8').replace('"version": "1.0.0"', '"version": "9.9.9"'));
    await add(`${fixture.files.url}/renamed/index.json`);
    const [pack] = (await service.install(['older'])).packs;
    const warning = 'The registry names version 9.9.9 of older, and the pack.yaml there says that it is 1.0.0.';
    expect([pack?.pack_version, pack?.warnings]).toEqual(['1.0.0', [warning]]);
  });

  it('sends the headers of a private registry to that host alone, and shows them nowhere', async () => {
    publish('private', ['hidden', 'abroad']);
    const stranger = await startServer('');
    const index = fixture.path('www/private/index.json');
    const local = '"url": "abroad-1.0.0.tar.gz"';
    writeFileSync(
      index,
      readFileSync(index, 'utf8').replace(local, local.replace('"abroad', `"${stranger.url}/abroad`)),
    );
    const guarded = await startServer(`Bearer ${SECRET}`);
    const url = `${guarded.url}/index.json`;

    const refused = await packyard('registry', 'add', url);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('answered 401')]);
    const added = await packyard('registry', 'add', url, '--header', `Authorization: Bearer ${SECRET}`, '--json');
    const { id } = JSON.parse(added.stdout) as RegistryView;
    expect(JSON.parse(added.stdout)).toMatchObject({ headers: { Authorization: '***' } });

    const execution = await service.install(['hidden', 'abroad']);
    expect(execution).toMatchObject({ status: 'completed', result: { summary: { success_count: 2 } } });
    expect(stranger.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
    expect(guarded.seen.length).toBeGreaterThan(2);

    const kept = await send('PUT', `/${id}`, { headers: { Authorization: '***' }, name: 'kept' });
    expect([kept.status, kept.body]).toMatchObject([
      200,
      { data: { name: 'kept', headers: { Authorization: '***' } } },
    ]);
    const moved = await send('PUT', `/${id}`, { url: `${stranger.url}/index.json` });
    expect([moved.status, moved.body]).toMatchObject([400, { code: 'PARAMETERS_INVALID' }]);
    expect(stranger.seen).toHaveLength(1);
    const away = `${guarded.url}/away/${stranger.url}/index.json`;
    await add(away, { headers: { Authorization: `Bearer ${SECRET}` } });
    expect(stranger.seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);

    const shown = [added, await packyard('registry', 'list', '--json'), await packyard('registry', 'list'), kept.body];
    expect(JSON.stringify([shown, execution, service.log])).not.toContain(SECRET);
    const rows = await fixture.database.query(`SELECT encode(sealed_headers, 'escape') AS sealed, * FROM registry`);
    expect(JSON.stringify(rows)).not.toContain(SECRET);
    await Promise.all([stranger.close(), guarded.close()]);
  });

  it('takes in only what is an index, once, and names all that is wrong', async () => {
    writeFileSync(fixture.path('www/none.json'), '{"something": "else"}');
    const none = `${fixture.files.url}/none.json`;
    expect(await send('POST', '', { url: none })).toMatchObject({ status: 422, body: { code: 'REGISTRY_INVALID' } });
    expect(await send('POST', '', { url: 'http://127.0.0.1:9/index.json' })).toMatchObject({
      status: 503,
      body: { code: 'REGISTRY_UNAVAILABLE' },
    });
    const nowhere = fixture.path('www/nowhere.json');
    expect(await send('POST', '', { url: nowhere })).toMatchObject({
      status: 422,
      body: { code: 'REGISTRY_UNAVAILABLE', hint: expect.stringContaining(nowhere) },
    });
    const wrong = {
      url: 'https://me:pw@host/i.json?x',
      position: -1,
      headers: { 'no name': 'x', break: 'x\ny', host: 'z' },
      odd: 1,
    };
    const { status, body } = await send('POST', '', wrong);
    expect(status).toBe(400);
    expect((body as { details: { path: string }[] }).details.map(({ path }) => path).sort()).toEqual([
      'headers.break',
      'headers.host',
      'headers.no name',
      'odd',
      'position',
      'url',
    ]);
    expect(JSON.stringify(body)).not.toContain('pw');
    for (const url of ['ftp://host/index.json', './index.json', 'index'])
      expect(await send('POST', '', { url })).toMatchObject({ status: 400 });
    expect(await send('POST', '', { url: '/etc/passwd' })).toMatchObject({
      status: 422,
      body: { code: 'REGISTRY_UNAVAILABLE' },
    });

    const { id } = await add(publish('once', ['single']));
    expect(await send('POST', '', { url: fixture.path('www/once/index.json') })).toMatchObject({
      status: 409,
      body: { code: 'REGISTRY_EXISTS' },
    });
    expect(await send('DELETE', `/${id}`)).toEqual({
      status: 200,
      body: { success: true, message: `Pack index ${id} deleted` },
    });
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await send(method, `/${id}`, method === 'PUT' ? {} : undefined)).toMatchObject({
        status: 404,
        body: { code: 'REGISTRY_NOT_FOUND', error: `Pack index ${id} not found` },
      });
    expect(failureOf(await service.install(['single']))).toMatchObject({ code: 'PACK_NOT_IN_REGISTRY' });
  });

  it('lists configured registries behind the others and refuses to change them', async () => {
    const configured = publish('configured', ['given']);
    const other = await fixture.start({
      home: fixture.path('home-2'),
      databaseUrl: (await fixture.anotherDatabase()).url,
      environment: { PACKYARD_REGISTRIES: configured },
    });
    const ask = (path: string, method = 'GET') =>
      fetch(`${other.url}/api/v1/pack-indices${path}`, { method, headers: { authorization: `Bearer ${other.token}` } });
    expect(await (await ask('')).json()).toEqual({
      data: [expect.objectContaining({ id: -1, url: configured, configured: true, enabled: true, position: 0 })],
    });
    const refused = await ask('/-1', 'DELETE');
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'REGISTRY_CONFIGURED' }]);
    expect(await (await ask('/packs/given')).json()).toMatchObject({ data: { registry: { id: -1, url: configured } } });
  });

  it('lets readers look and nobody but administrators change', async () => {
    await fixture.database.query(
      `INSERT INTO api_token (name, scope, hash) VALUES ('installer', 'install', sha256('installer-token'))`,
    );
    const headers = { authorization: 'Bearer installer-token' };
    for (const path of ['', '/packs'])
      expect((await service.request(`/api/v1/pack-indices${path}`, { headers })).status).toBe(200);
    const body = { url: 'https://packs.example/index.json', skip_check: true };
    expect((await service.request('/api/v1/pack-indices', { headers, body })).status).toBe(403);
  });

  /** An index of packs with one version each, built by the library's own command. Returns its file. */
  function publish(name: string, refs: readonly string[], version = '1.0.0'): string {
    for (const ref of refs) aPack(ref).version(version).writeTo(fixture.path(name, ref));
    const cli = resolve(__dirname, '../bin/packyard.mjs');
    const { status, stderr } = spawnSync(
      process.execPath,
      [cli, 'registry', 'build', fixture.path(name), '--out', fixture.path('www', name)],
      { encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, '']);
    return fixture.path('www', name, 'index.json');
  }

  async function add(url: string, more: object = {}): Promise<RegistryView> {
    const { status, body } = await send('POST', '', { url, ...more });
    expect([status, body]).toEqual([201, expect.anything()]);
    return (body as { data: RegistryView }).data;
  }

  async function registries(): Promise<RegistryView[]> {
    return ((await send('GET', '')).body as { data: RegistryView[] }).data;
  }

  async function found(ref: string): Promise<IndexedPackView> {
    return ((await send('GET', `/packs/${ref}`)).body as { data: IndexedPackView }).data;
  }

  async function send(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${service.url}/api/v1/pack-indices${path}`, {
      method,
      headers: {
        authorization: `Bearer ${service.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Serves the private index's folder to who brings the authorization. */
  async function startServer(wanted: string) {
    const seen: IncomingHttpHeaders[] = [];
    const server: Server = createServer((request, response) => {
      seen.push(request.headers);
      if (wanted !== '' && request.headers.authorization !== wanted) return response.writeHead(401).end();
      const [, elsewhere] = /^\/away\/(.*)$/.exec(request.url ?? '') ?? [];
      if (elsewhere !== undefined) return response.writeHead(302, { location: elsewhere }).end();
      return response.end(readFileSync(join(fixture.path('www/private'), request.url ?? '')));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, seen, close: () => new Promise((done) => server.close(done)) };
  }

  function packyard(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(process.execPath, [resolve(__dirname, '../bin/packyard.mjs'), ...words], {
      cwd: fixture.path(),
      env: { PATH: process.env['PATH'], HOME: fixture.path(), PACKYARD_HOME: fixture.path('home') },
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    return new Promise((done) => child.once('close', (code) => done({ code, ...output })));
  }
});

function failureOf(execution: ExecutionView): unknown {
  return execution.packs[0]?.error;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  aPack,
  eventually,
  listenOnLoopback,
  type LoopbackServer,
  NpmRegistry,
  PackageIndex,
  uvForTests,
} from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import { runPackyard } from './support/command-line';
import { formsOf, SecretHunt } from './support/secret-hunt';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const PASSWORD = 'p4ssw0rd-of-the-index';
const PAIR = `reader:${PASSWORD}`;
const BASIC = `Basic ${Buffer.from(PAIR).toString('base64')}`;

describe('credentials of package indexes that come with a request', () => {
  const fixture = new TestFixture();
  const hunt = new SecretHunt(fixture);
  const actions = new ActionHarness(() => service);
  /** What each server was told, and asked for. */
  const told: { guarded: string[]; elsewhere: string[] } = { guarded: [], elsewhere: [] };
  let guarded: LoopbackServer;
  let elsewhere: LoopbackServer;
  let service: Service;
  /** While it is set, the index answers nobody. */
  let held: Promise<undefined> | undefined;

  beforeAll(async () => {
    guarded = await listenOnLoopback(
      createServer((request, response) => {
        const url = request.url ?? '/';
        const isKnown = request.headers.authorization === BASIC;
        if (isKnown) told.guarded.push(url);
        // An index that repeats what it was told, as some do in their messages.
        if (!isKnown) return void response.writeHead(401).end(`not ${request.headers.authorization ?? 'anonymous'}`);
        if (url.includes('lower-1.5-py3')) {
          return void response.writeHead(302, { location: `${elsewhere.url}${url}` }).end();
        }
        void (held ?? Promise.resolve()).then(() => serve(url, response));
      }),
    );
    elsewhere = await listenOnLoopback(
      createServer((request, response) => {
        told.elsewhere.push(request.headers.authorization ?? 'nothing');
        serve(request.url ?? '/', response);
      }),
    );
    new PackageIndex(fixture.path('private'))
      .addWheel('upper', '1.0', { requires: ['lower'] })
      .addWheel('lower', '1.5');
    const registry = new NpmRegistry(fixture.path('private/npm'), `${guarded.url}/npm`);
    registry.add('lower', '1.5.0');
    registry.add('upper', '1.0.0', { manifest: { dependencies: { lower: '^1.0.0' } } });
    service = await fixture.start({ layout: 'processes', environment: chosen() });
  });
  afterAll(() => Promise.all([guarded.close(), elsewhere.close()]));
  beforeEach(() => {
    told.guarded.length = 0;
    told.elsewhere.length = 0;
  });

  function serve(url: string, response: ServerResponse): void {
    const path = decodeURIComponent(new URL(url, 'http://loopback').pathname);
    try {
      const content = readFileSync(join(fixture.path('private'), path, path.endsWith('/') ? 'index.html' : ''));
      response.writeHead(200, { 'content-type': path.endsWith('/') ? 'text/html' : 'application/octet-stream' });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }

  /** Nobody else has the packages. */
  const chosen = () => ({ PIP_INDEX_URL: `${guarded.url}/simple`, npm_config_registry: `${guarded.url}/npm` });
  const host = () => guarded.url.replace('http://', '');
  const credentials = () => [{ host: host(), username: 'reader', password: PASSWORD }];
  const forms = formsOf(PASSWORD, PAIR);

  /** With an environment of its own: what is built already asks nobody. */
  const pythonPack = (ref: string) =>
    aPack(ref)
      .withPython(`--index-url ${guarded.url}/simple`, `upper  # for ${ref}`)
      .writeTo(fixture.path(`packs-${ref}`));

  const nodePack = (ref: string, more: object = {}, files: Record<string, string> = {}) => {
    const manifest = { name: ref, version: '1.0.0', dependencies: { upper: '1.0.0' }, ...more };
    const pack = aPack(ref)
      .withFile('package.json', JSON.stringify(manifest))
      .withFile('.npmrc', `registry=${guarded.url}/npm\n`);
    for (const [path, text] of Object.entries(files)) pack.withFile(path, text);
    return pack.writeTo(fixture.path(`packs-${ref}`));
  };

  it('core.install_packs · index_credentials: pip, pnpm and npm read with them; who a file is fetched from elsewhere is told nothing', async () => {
    const inner = { 'inner/package.json': '{"name": "inner", "version": "1.0.0"}' };
    const packs = [pythonPack('by_pip'), nodePack('by_pnpm'), nodePack('by_npm', { workspaces: ['inner'] }, inner)];
    const { status, packs: done } = await service.install(packs, { index_credentials: credentials() });
    expect(done.map(({ error }) => error?.message)).toEqual([undefined, undefined, undefined]);
    expect(status).toBe('completed');
    expect(told.guarded).toEqual(expect.arrayContaining(['/simple/upper/', '/npm/upper']));
    expect(new Set(told.elsewhere)).toEqual(new Set(['nothing']));
  });

  it('core.build_pack_envs · index_credentials: a build alone reads with them', async () => {
    const { built_environments: built } = await actions.build({
      pack_paths: [pythonPack('alone')],
      index_credentials: credentials(),
    });
    expect(built).toMatchObject([{ pack_ref: 'alone', environments: { python: { package_count: 2 } } }]);
    expect(told.guarded).toContain('/simple/upper/');
  });

  it('core.export_packs · index_credentials: packages are collected with them', async () => {
    const ended = await actions.run('core.export_packs', { packs: ['by_pnpm'], index_credentials: credentials() });
    expect(ended.packs.map(({ error }) => error?.message)).toEqual([undefined]);
    expect(told.guarded).toContain('/npm/archives/lower-1.5.0.tgz');
  });

  it('uv reads with them, too', async () => {
    const uv = uvForTests();
    if (uv === undefined) return;
    const other = await fixture.start({
      home: fixture.path('home-of-uv'),
      databaseUrl: (await fixture.anotherDatabase()).url,
      environment: { ...chosen(), PACKYARD_UV: uv },
    });
    const { packs } = await other.install([pythonPack('by_uv')], { index_credentials: credentials() });
    expect(packs.map(({ error }) => error?.message)).toEqual([undefined]);
    expect(told.guarded).toContain('/simple/upper/');
    expect(new Set(told.elsewhere)).toEqual(new Set(['nothing']));
    await other.stop();
  });

  it('are not there for the next request, and the failure says how to give them', async () => {
    const folder = pythonPack('later');
    const { packs } = await service.install([folder], {});
    expect(packs[0]?.error).toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: expect.stringMatching(/wants a login: it answered 401/),
      hint: expect.stringMatching(/index_credentials.*PACKYARD_BUILD_ACCESS/),
    });
    const wrong = [{ host: host(), username: 'reader', password: `${PASSWORD}!` }];
    const refused = await service.install([folder], { index_credentials: wrong });
    expect(refused.packs[0]?.error?.message).toMatch(/refused the credentials that it was given: it answered 401/);
    const built = await service.install([folder], { index_credentials: credentials() });
    expect(built.status).toBe('completed');
    // What is built already is not built again, and nobody is asked.
    expect((await service.install([folder], {})).status).toBe('completed');
    const again = await service.install([folder], { force_rebuild: true });
    expect(again.packs[0]?.error?.message).toMatch(/wants a login/);
  });

  it('are there for a build that begins again after its worker was killed, sealed as long as that takes', async () => {
    const release = holdBack();
    const { id } = await submitted({ packs: [pythonPack('twice')], index_credentials: credentials() });
    await eventually(() => expect(told.guarded).toContain('/simple/upper/'), 120_000);
    expect(await sealedRows()).toEqual([id]);
    expect(await hunt.places(forms, service)).toEqual([]);
    await rotated();
    await service.kill('env-builder');
    release();
    told.guarded.length = 0;
    service.spawn('env-builder');
    const ended = await service.ended(id);
    expect([ended.status, ended.packs[0]?.error?.message]).toEqual(['completed', undefined]);
    expect(told.guarded).toContain('/simple/upper/');
    expect(await sealedRows()).toEqual([]);
  });

  it('are forgotten when the execution is cancelled', async () => {
    const release = holdBack();
    const { id } = await submitted({ packs: [pythonPack('cancelled')], index_credentials: credentials() });
    await eventually(() => expect(told.guarded).toContain('/simple/upper/'), 120_000);
    await service.request(`/api/v1/executions/${id}/cancel`, { body: {} });
    expect((await service.ended(id)).status).toBe('cancelled');
    release();
    expect(await sealedRows()).toEqual([]);
  });

  it('are read by the command line from a file or a variable, and an application of a plan has its own', async () => {
    const folder = pythonPack('by_command');
    const file = fixture.path('logins.yaml');
    writeFileSync(file, `- host: ${host()}\n  username: reader\n  password: ${PASSWORD}\n`);
    const installed = await runPackyard(service, ['install', folder, '--index-credentials', file], fixture.folder);
    expect(installed).toMatchObject({ exitCode: 0, text: expect.stringContaining('by_command') as string });
    const { id } = await submitted({ packs: [pythonPack('planned')], dry_run: true, index_credentials: credentials() });
    expect((await service.ended(id)).status).toBe('completed');
    const place = { folder: fixture.folder, variables: { LOGINS: JSON.stringify(credentials()) } };
    const applied = await runPackyard(service, ['apply', String(id), '--index-credentials', 'env:LOGINS'], place);
    expect(applied.exitCode).toBe(0);
    const unset = await runPackyard(service, ['install', folder, '--index-credentials', 'env:NOTHING'], place);
    expect(unset).toMatchObject({ exitCode: 2, text: expect.stringContaining('NOTHING is not set') as string });
    expect(forms.filter((form) => `${installed.text}${applied.text}`.includes(form))).toEqual([]);
    expect(await service.pack('planned')).toMatchObject({ version: '1.0.0' });
  });

  it('a repeated request with an idempotency key is known, one with other credentials is another', async () => {
    const body = { packs: [pythonPack('once')], index_credentials: credentials() };
    const ask = (parameters: object) =>
      service.request('/api/v1/executions', {
        body: { action: 'core.install_packs', parameters },
        headers: { 'idempotency-key': 'with-credentials' },
      });
    const first = await ask(body);
    expect([first.status, (await ask(body)).status]).toEqual([201, 200]);
    expect((await ask({ ...body, index_credentials: [{ host: host(), token: PASSWORD }] })).status).toBe(409);
    await service.ended(((await first.json()) as { data: { id: number } }).data.id);
  });

  it('are in no answer, row, job, log line or file', async () => {
    const list = await service.request('/api/v1/executions?per_page=50');
    const executions = (await list.json()) as { data: { id: number }[] };
    const answers: string[] = [];
    for (const { id } of executions.data) {
      for (const path of ['', '/events', '/logs']) {
        answers.push(await (await service.request(`/api/v1/executions/${id}${path}`)).text());
      }
    }
    answers.push(await (await service.request('/api/v1/audit')).text());
    const refused = await service.request('/api/v1/executions', {
      body: {
        action: 'core.install_packs',
        parameters: { packs: ['x'], index_credentials: [{ host: '/', token: PASSWORD }] },
      },
    });
    expect(refused.status).toBe(400);
    answers.push(await refused.text());
    expect(answers.join('\n')).toContain('wants a login');
    expect(forms.filter((form) => answers.join('\n').includes(form))).toEqual([]);
    expect(await hunt.places(forms, service)).toEqual([]);
    expect(await sealedRows()).toEqual([]);
  });

  /** The index answers nobody until what this returns is called. */
  function holdBack(): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    held = promise;
    return () => {
      held = undefined;
      resolve(undefined);
    };
  }

  async function submitted(parameters: object): Promise<{ id: number }> {
    const body = { action: 'core.install_packs', parameters };
    const answer = await service.request('/api/v1/executions', { body });
    expect(answer.status).toBe(201);
    return ((await answer.json()) as { data: { id: number } }).data;
  }

  async function sealedRows(): Promise<number[]> {
    const sql = 'SELECT id FROM execution WHERE sealed_index_credentials IS NOT NULL ORDER BY id';
    return (await fixture.database.query<{ id: number }>(sql)).map(({ id }) => id);
  }

  async function rotated(): Promise<void> {
    const answer = await service.request('/api/v1/secrets/rotate', { body: {} });
    expect(await answer.json()).toMatchObject({ data: { resealed: 1 } });
  }
});

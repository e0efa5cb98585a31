import { mkdirSync, readFileSync, existsSync } from 'node:fs';
import { aPack } from '@packyard/testing';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const TEST =
  'import unittest\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(1 + 1, SUM)\n';

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

describe("the routes of Attune's clients", () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start();
  });

  async function ask(path: string, body?: unknown): Promise<Answer> {
    const response = await service.request(path, body === undefined ? {} : { body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** The execution that was asked for last. */
  async function latest(): Promise<unknown> {
    const { body } = await ask('/api/v1/executions?per_page=1');
    const [{ id }] = body['items'] as [{ id: number }];
    return (await ask(`/api/v1/executions/${id}`)).body['data'];
  }

  async function remove(path: string): Promise<Answer> {
    const headers = { authorization: `Bearer ${service.token}` };
    const response = await fetch(`${service.url}${path}`, { method: 'DELETE', headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('registers a folder, and answers what the API and what the command line of Attune expect', async () => {
    const path = aPack('tested').withFile('tests/test_it.py', TEST.replace('SUM', '2')).writeTo(fixture.path('tested'));
    const { status, body } = await ask('/api/v1/packs/register', { path });
    expect(status).toBe(201);
    const pack = expect.objectContaining({ id: expect.any(Number), ref: 'tested', version: '1.0.0' });
    expect(body).toEqual({
      message: 'Pack registered successfully',
      data: expect.objectContaining({
        ref: 'tested',
        label: 'tested',
        conf_schema: {},
        runtime_deps: [],
        is_standard: false,
        pack,
        tests_skipped: false,
        test_result: expect.objectContaining({
          status: 'passed',
          totalTests: 1,
          passed: 1,
          passRate: 1,
          summary: { total: 1, passed: 1, failed: 0, skipped: 0 },
        }),
      }),
    });
  });

  it('answers with what a pack failed with', async () => {
    const path = aPack('failing')
      .withFile('tests/test_it.py', TEST.replace('SUM', '3'))
      .writeTo(fixture.path('failing'));
    const failed = await ask('/api/v1/packs/register', { path });
    expect(failed).toMatchObject({
      status: 422,
      body: { code: 'TESTS_FAILED', error: expect.stringMatching(/1 of 1/) },
    });
    expect(await service.pack('failing')).toBeUndefined();
    expect(await ask('/api/v1/packs/register', { path, force: true })).toMatchObject({
      status: 201,
      body: { data: { test_result: { status: 'failed', failed: 1 } } },
    });
    expect(await ask('/api/v1/packs/register', { path: fixture.path('nothing') })).toMatchObject({
      status: 422,
      body: { code: 'SOURCE_NOT_FOUND' },
    });
  });

  it('installs a source with what it depends on, or without', async () => {
    const source = aPack('needy').requiring('nobody-has-it').asTarball(fixture.path('needy.tgz'));
    expect(await ask('/api/v1/packs/install', { source })).toMatchObject({
      status: 409,
      body: { code: 'DEPENDENCY_MISSING' },
    });
    expect(await ask('/api/v1/packs/install', { source, ref_spec: null, skip_deps: true, skip_tests: true })).toEqual({
      status: 200,
      body: { data: { pack: expect.objectContaining({ ref: 'needy' }), test_result: null, tests_skipped: true } },
    });
  });

  it('installs an archive that comes with the request, and keeps nothing of it', async () => {
    const archive = new Blob([new Uint8Array(readFileSync(aPack('uploaded').asTarball(fixture.path('up.tgz'))))]);
    const form = new FormData();
    form.set('skip_tests', ' TRUE ');
    form.set('pack', archive, 'uploaded.tar.gz');
    const upload = (body: FormData) =>
      fetch(`${service.url}/api/v1/packs/upload`, {
        method: 'POST',
        headers: { authorization: `Bearer ${service.token}` },
        body,
      });
    const response = await upload(form);
    expect([response.status, await response.json()]).toEqual([
      201,
      {
        message: 'Pack uploaded and registered successfully',
        data: { pack: expect.objectContaining({ ref: 'uploaded' }), test_result: null, tests_skipped: true },
      },
    ]);
    const without = new FormData();
    without.set('force', 'true');
    const refused = await upload(without);
    expect([refused.status, await refused.json()]).toEqual([
      400,
      expect.objectContaining({ error: expect.stringContaining("Missing required 'pack' field in multipart upload") }),
    ]);
    const large = new FormData();
    large.set('registry_url', 'x'.repeat(8193));
    large.set('pack', archive, 'uploaded.tar.gz');
    expect(await (await upload(large)).json()).toMatchObject({
      error: expect.stringMatching(/registry_url has more than 8192 bytes/),
    });
    const broken = new FormData();
    broken.set('pack', new Blob(['no archive\n']), '/secret/place/notes ü.zip');
    const answer = await upload(broken);
    expect([answer.status, await answer.json()]).toEqual([
      422,
      expect.objectContaining({
        error: expect.stringMatching(/^notes ü\.zip is no archive: /),
        hint: expect.stringMatching(/^Choose a \.zip, /),
      }),
    ]);
    expect((await ask('/api/v1/executions?per_page=1')).body['items']).toEqual([
      expect.objectContaining({ status: 'failed', is_plan: false, pack_refs: ['upload:notes ü.zip'] }),
    ]);
    expect(await latest()).toMatchObject({
      config: { packs: ['upload:notes ü.zip'] },
      packs: [{ source: 'upload:notes ü.zip' }],
    });
    mkdirSync(fixture.path('home/uploads'), { recursive: true });
    expect(existsSync(fixture.path('home/uploads'))).toBe(true);
  });

  it('installs an upload with the options that came with it', async () => {
    const upload = async (fields: Record<string, string>) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      const needing = aPack('needing').requiring('nobody-has-it').asTarball(fixture.path('needing.tgz'));
      form.set('pack', new Blob([new Uint8Array(readFileSync(needing))]), 'needing.tar.gz');
      const headers = { authorization: `Bearer ${service.token}` };
      const response = await fetch(`${service.url}/api/v1/packs/upload`, { method: 'POST', headers, body: form });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    for (const registry_url of ['ftp://h.example/index.json', 'https://h.example/index.json#key'])
      expect(await upload({ registry_url })).toMatchObject({ status: 400 });
    const registry_url = fixture.path('no-index.json');
    expect((await upload({ registry_url, atomic: 'true' })).status).toBeGreaterThanOrEqual(400);
    expect(await latest()).toMatchObject({ status: 'failed', config: { registry_url, atomic: true } });
    const without = await upload({ skip_dependencies: 'true' });
    expect(without).toMatchObject({ status: 201, body: { data: { pack: { ref: 'needing' } } } });
  });

  it('tests what is installed where it is, and remembers every run', async () => {
    expect(await ask('/api/v1/packs/tested/test', {})).toMatchObject({
      status: 200,
      body: { message: 'Pack tests executed successfully', data: { packRef: 'tested', status: 'passed' } },
    });
    expect(await ask('/api/v1/packs/tested/tests')).toMatchObject({
      status: 200,
      body: {
        items: [{ triggerReason: 'manual' }, { triggerReason: 'register', result: { testSuites: [{ total: 1 }] } }],
        pagination: { total_items: 2 },
      },
    });
    expect(await ask('/api/v1/packs/tested/tests/latest')).toMatchObject({
      body: { data: { triggerReason: 'manual' } },
    });
    expect(await ask('/api/v1/packs/uploaded/tests/latest')).toMatchObject({
      status: 404,
      body: { error: "No test results found for pack 'uploaded'" },
    });
    const failing = aPack('kept-out').withFile('tests/test_door.sh', '#!/bin/sh\necho "the door is stuck"; exit 1\n');
    expect((await service.install([failing.writeTo(fixture.path('kept-out'))])).status).toBe('failed');
    expect(await ask('/api/v1/packs/kept-out/tests')).toMatchObject({
      status: 200,
      body: { items: [{ packId: null, result: { testSuites: [{ output: 'the door is stuck' }] } }] },
    });
    expect((await ask('/api/v1/packs/nobody/tests')).status).toBe(404);
    expect(await ask('/api/v1/packs/nobody/test', {})).toMatchObject({
      status: 404,
      body: { error: "Pack 'nobody' not found" },
    });
  });

  it('uninstalls a pack with all its versions, unless an enabled pack needs it', async () => {
    await service.install([aPack('base').writeTo(fixture.path('base'))]);
    await service.install([aPack('top').requiring('base').writeTo(fixture.path('top'))]);
    expect(await remove('/api/v1/packs/base')).toMatchObject({ status: 409, body: { code: 'PACK_NEEDED' } });
    expect(existsSync(fixture.path('home/packs/base/pack.yaml'))).toBe(true);
    expect(await remove('/api/v1/packs/base?force=true')).toEqual({
      status: 200,
      body: { success: true, message: "Pack 'base' deleted successfully" },
    });
    expect(existsSync(fixture.path('home/packs/base'))).toBe(false);
    expect((await remove('/api/v1/packs/base')).status).toBe(404);
  });

  it('lists the actions of the service and of enabled packs, with their schemas', async () => {
    const { body } = await ask('/api/v1/actions?page_size=100');
    const refs = (body['items'] as { ref: string }[]).map(({ ref }) => ref);
    expect(refs.slice(0, 2)).toEqual(['core.download_packs', 'core.get_pack_dependencies']);
    expect(refs).toContain('tested.run');
    expect(await ask('/api/v1/actions/search?q=TESTED&packs=tested')).toMatchObject({
      body: { items: [{ ref: 'tested.run', is_executable: false }], pagination: { total_items: 1 } },
    });
    expect(await ask('/api/v1/actions/core.download_packs')).toMatchObject({
      body: { data: { param_schema: { required: ['packs', 'destination_dir'] }, is_executable: true } },
    });
    expect((await ask('/api/v1/actions/core.nothing')).status).toBe(404);
  });

  it("filters executions as Attune's clients ask for them, and tells what happened in lines", async () => {
    const { id } = await service.install([fixture.path('base')]);
    const total = async (query: string) =>
      ((await ask(`/api/v1/executions?${query}`)).body['pagination'] as { total_items: number }).total_items;
    expect(await total(`parent=${id}`)).toBe(0);
    for (const wrong of ['parent=abc', 'parent=NaN', 'parent=-1', 'parent=1.5', 'executor=NaN', 'enforcement=x'])
      expect((await ask(`/api/v1/executions?${wrong}`)).status).toBe(400);
    expect(await total('action_ref=core.*')).toBe(await total(''));
    expect(await total('pack_name=slack')).toBe(0);
    expect(await total('result_contains=nobody-HAS-it')).toBe(1);
    expect(await ask('/api/v1/executions/stats')).toMatchObject({
      body: { data: { total: await total(''), running: 0, failed: await total('status=failed') } },
    });
    const { body } = await ask(`/api/v1/executions/${id}/logs`);
    const { logs } = body['data'] as { logs: { message: string }[] };
    expect(logs.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['base 1.0.0: register completed', 'The execution is completed.']),
    );
  });

  it('lets a browser that knows the password of the queues read, and change nothing', async () => {
    const authorization = `Basic ${Buffer.from(`any:${service.token}`).toString('base64')}`;
    const url = `${service.url}/api/v1/executions`;
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
    const body = JSON.stringify({ action: 'core.install_packs', parameters: { packs: [fixture.path('base')] } });
    const posted = await fetch(url, { method: 'POST', headers: { authorization, 'content-type': 'text/plain' }, body });
    expect(posted.status).toBe(401);
  });

  it('refuses text that no database can hold, wherever it is', async () => {
    const texts = ['\0', '\ud800'];
    for (const text of texts) {
      const body = { action: 'core.install_packs', parameters: { packs: ['/a'], ref_spec: `x${text}` } };
      expect((await ask('/api/v1/executions', body)).status).toBe(400);
    }
    expect((await ask('/api/v1/packs/%00')).status).toBe(400);
    expect((await ask('/api/v1/executions?action_ref=%00')).status).toBe(400);
  });
});

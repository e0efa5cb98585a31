import { mkdirSync } from 'node:fs';
import { aPack, type LoopbackServer, startGitServer } from '@packyard/testing';
import { formsOf, SecretHunt } from './support/secret-hunt';
import { LAYOUTS, type Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const TOKEN = 'glpat-S3cr3tT0kenThatMustNotLeak';

describe.each(LAYOUTS)('a token in the URL of a source (%s)', (layout) => {
  const fixture = new TestFixture();
  const hunt = new SecretHunt(fixture);
  let service: Service;
  let git: LoopbackServer;
  let answers = '';
  let apiToken = '';

  beforeAll(async () => {
    mkdirSync(fixture.path('git'));
    git = await startGitServer(fixture.path('git'), TOKEN);
    service = await fixture.start({ layout });
    aPack('private').asRepository(fixture.path('git/private.git'));
    aPack('archived').asTarball(fixture.path('www/archived.tgz'));
    mkdirSync(fixture.path('www/bucket'));
    aPack('stored').asTarball(fixture.path('www/bucket/stored.tgz'));
    const submitted = [
      withToken(`${git.url}/private.git`),
      withToken(`${git.url}/nothing-here.git`),
      withToken('http://127.0.0.1:9/unreachable.git'),
      `${fixture.files.url}/archived.tgz?private_token=${TOKEN}`,
      `${fixture.files.url}/missing.tgz?private_token=${TOKEN}`,
      `${object('stored.tgz')}?X-Amz-Security-Token=${TOKEN}`,
      object('missing.tgz'),
    ];
    const execution = await service.install(submitted);
    const refused = await service.request('/api/v1/executions', {
      body: { action: 'core.install_packs', parameters: { packs: [`ftp://${TOKEN}@h.example/x?${TOKEN}`] } },
    });
    const events = await service.request(`/api/v1/executions/${execution.id}/events`);
    answers = [JSON.stringify(execution), await refused.text(), await events.text(), ...(await singleActions())].join(
      '\n',
    );
  });
  afterAll(() => git.close());

  /** With the token as the secret of a key. */
  function object(name: string): string {
    return `${fixture.files.url.replace('http://', `s3+http://KEY:${TOKEN}@`)}/bucket/${name}`;
  }

  /** The same token in sources of a single action, one of them unreadable; and as the token of an action. */
  async function singleActions(): Promise<string[]> {
    const packs = [withToken(`${git.url}/private.git`), `ftp://${TOKEN}@h.example/x?${TOKEN}`, withToken('no place')];
    packs.push(`s3://KEY:se/${TOKEN}@bucket/pack.tgz`, `s3://${TOKEN}@bucket/pack.tgz`, object('missing.tgz'));
    const body = { packs, destination_dir: fixture.path('downloads') };
    const downloaded = await service.request('/api/v1/packs/download', { body });
    expect(downloaded.status).toBe(200);
    const pack_paths = [aPack('mine').writeTo(fixture.path('mine'))];
    const refused = await register({ pack_paths, api_token: TOKEN });
    expect(refused.status).toBe(401);
    const created = await service.request('/api/v1/tokens', { body: { name: 'registrar', scope: 'install' } });
    apiToken = ((await created.json()) as { data: { token: string } }).data.token;
    const accepted = await register({ pack_paths, api_token: apiToken });
    const { data } = (await accepted.clone().json()) as { data: { id: number; requested_by: string } };
    expect(data.requested_by).toBe('registrar');
    await service.ended(data.id);
    return [await downloaded.text(), await refused.text(), await accepted.text()];
  }

  function register(parameters: object): Promise<Response> {
    return service.request('/api/v1/executions', { body: { action: 'core.register_packs', parameters } });
  }

  it('opens the source', async () => {
    expect(await service.pack('private')).toMatchObject({ version: '1.0.0', source: `${git.url}/private.git` });
    expect(await service.pack('stored')).toMatchObject({ source: object('stored.tgz').replace(`KEY:${TOKEN}@`, '') });
    expect(await service.pack('archived')).toMatchObject({ source: `${fixture.files.url}/archived.tgz` });
  });

  it('is in no answer, event or error', () => {
    expect(answers).toContain('nothing-here.git');
    expect(answers).not.toContain(TOKEN);
    expect(answers).not.toContain(basic(TOKEN));
    expect(answers).not.toContain(apiToken);
  });

  it('is in no table, job of a queue included', async () => {
    const dump = await hunt.rows();
    expect(dump).toContain('private.git');
    expectNoSecret(dump);
  });

  it('is in no queue', async () => {
    const found = await hunt.queues();
    if (found === undefined) {
      expectNoSecret(await hunt.rows());
      return;
    }
    expect(found).toContain('bull:download:');
    expectNoSecret(found);
  });

  it('is in no log line', () => {
    expect(service.log.join('')).toContain('nothing-here.git');
    expectNoSecret(service.log.join(''));
  });

  it('is in no file', () => {
    const files = hunt.files();
    expect(files.length).toBeGreaterThan(5);
    for (const { text } of files) expectNoSecret(text);
  });

  it('is not even kept sealed once it has done its work', async () => {
    const rows = await fixture.database.query('SELECT id FROM execution_pack WHERE sealed_url IS NOT NULL');
    expect(rows).toEqual([]);
  });

  /** Plain, as a header has it, and percent-encoded are the same for this token but for the header. */
  function expectNoSecret(text: string): void {
    for (const form of [...formsOf(TOKEN), basic(TOKEN), apiToken]) expect(text.includes(form)).toBe(false);
  }
});

function withToken(url: string): string {
  return url.replace('://', `://${TOKEN}@`);
}

function basic(token: string): string {
  return Buffer.from(`${token}:`).toString('base64').replaceAll('=', '');
}

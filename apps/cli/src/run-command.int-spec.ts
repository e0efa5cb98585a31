import { writeFileSync } from 'node:fs';
import { resolve, join } from 'node:path';
import { load } from 'js-yaml';
import { eventually, temporaryFolder } from '@packyard/testing';
import { ApiClient } from './api-client';
import { NO_VIEW } from './progress/progress-view';
import { runCommand } from './run-command';
import { aPackEvent, aPackView, anExecution, anInstallResult } from './testing/an-execution';
import { brokenEvents, events, json, FakeApi, silence, text } from './testing/fake-api';
import { watchExecution } from './watch-execution';

const home = temporaryFolder();
const TOKEN = 'a-token-for-tests-only';
const done = anExecution({ status: 'completed', packs: [aPackView({ stage: 'register', status: 'completed' })] });
const running = { id: 1, name: 'pack', data: aPackEvent() };
const registered = { id: 2, name: 'pack', data: aPackEvent({ stage: 'register', status: 'completed' }) };
const end = { name: 'end', data: {} };

describe('packyard', () => {
  let api: FakeApi;
  let url: string;
  let out: string;
  let told: string;

  beforeEach(async () => {
    api = new FakeApi();
    url = await api.listen();
    writeFileSync(join(home, 'address'), url);
    writeFileSync(join(home, 'admin-token'), TOKEN);
    [out, told] = ['', ''];
    for (const stream of [process.stdout, process.stderr]) {
      Object.defineProperty(stream, 'isTTY', { value: false, configurable: true });
    }
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((out += String(chunk)), true));
    jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((told += String(chunk)), true));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await api.close();
    expect(out + told).not.toContain(TOKEN);
  });

  const packyard = (...words: string[]) => runCommand(['--home', home, ...words], '0.0.0');
  const submission = () => api.requestsTo('POST /executions')[0];

  it('installs, and prints one line for each change and what came of it', async () => {
    api.on('POST /executions', json(201, { data: anExecution() }));
    api.on('GET /executions/7/events', events(running, registered, end));
    api.on('GET /executions/7', json(200, { data: { ...done, result: { ...anInstallResult(), failed_packs: [] } } }));
    expect(await packyard('install', './bin', 'slack@^1', '--skip-python', '--timeout', '5', '--no-verify-ssl')).toBe(
      0,
    );
    expect(JSON.parse(submission()!.body)).toEqual({
      action: 'core.install_packs',
      parameters: {
        packs: [resolve('bin'), 'slack@^1'],
        skip_python: true,
        timeout: 5,
        verify_ssl: false,
      },
    });
    expect(submission()!.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(out.split('\n').slice(0, 2)).toEqual(['slack  download  running', 'slack  register  completed']);
    expect(out).toContain('✔ slack 1.2.0 (replaces 1.1.0)  /srv/packs/slack');
  });

  it('sends a request again, as the same one, when its gateway goes away under it', async () => {
    api.on('POST /executions', (response) => response.destroy(), text(502, 'nobody there'), json(201, { data: done }));
    expect(await packyard('install', 'slack', '--no-wait')).toBe(0);
    const keys = api.requestsTo('POST /executions').map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0], keys[0]]);
  });

  it('prints nothing but one JSON document to standard output when asked to, and fails when a pack failed', async () => {
    const failed = { ...done, packs: [...done.packs, aPackView({ id: 2, status: 'failed' })] };
    api.on('POST /executions', json(201, { data: anExecution() }));
    api.on('GET /executions/7/events', events(running, end));
    api.on('GET /executions/7', json(200, { data: failed }));
    expect(await packyard('install', 'slack', '--json', '--idempotency-key', 'k-1')).toBe(1);
    expect(JSON.parse(out)).toEqual({ ...failed, output: failed.result });
    expect(submission()!.headers['idempotency-key']).toBe('k-1');
  });

  it('takes a broken stream up again after the last event that came whole', async () => {
    api.on('GET /executions/7/events', brokenEvents(running), events(registered, end));
    api.on(
      'GET /executions/7',
      json(200, { data: anExecution() }),
      json(200, { data: anExecution() }),
      json(200, { data: done }),
    );
    expect(await packyard('execution', 'watch', '7')).toBe(0);
    const resumed = api.requestsTo('GET /executions/7/events').map(({ headers }) => headers['last-event-id']);
    expect(resumed).toEqual(['0', '1']);
    expect(out.match(/slack {2}download {2}running/g)).toHaveLength(1);
  });

  it('asks for the execution itself when there is no stream at all, and still shows what happens', async () => {
    const building = json(200, { data: anExecution({ packs: [aPackView({ stage: 'build' })] }) });
    api.on('GET /executions/7/events', text(500, 'no'));
    api.on('GET /executions/7', json(200, { data: anExecution() }), building, building, json(200, { data: done }));
    expect(await packyard('execution', 'watch', '7')).toBe(0);
    expect(out).toContain('slack  build  running\nslack  register  completed\n');
  });

  it('gives a stream up on which nothing comes any more', async () => {
    api.on('GET /executions/7/events', silence());
    api.on('GET /executions/7', json(200, { data: done }));
    const connection = { url, urlFrom: 'the test', token: TOKEN, tokenFrom: 'the test' };
    const client = new ApiClient(connection, { requestMs: 5000, silenceMs: 100 });
    const { signal } = new AbortController();
    expect(await watchExecution(client, anExecution(), { view: NO_VIEW, signal })).toEqual(done);
  });

  it('does not follow forever a service that gives no answer', async () => {
    api.on('GET /executions/7/events', text(503, ''));
    api.on('GET /executions/7', text(503, ''));
    const client = new ApiClient({ url, urlFrom: 'the test', token: TOKEN, tokenFrom: 'the test' });
    const { signal } = new AbortController();
    const watch = { view: NO_VIEW, signal, firstWaitMs: 5, giveUpAfterMs: 50 };
    await expect(watchExecution(client, anExecution(), watch)).rejects.toThrow('status 503');
    expect(api.requestsTo('GET /executions/7').length).toBeGreaterThan(1);
  });

  it('lets go of the execution on Ctrl-C, and says how to come back', async () => {
    let isOpen = false;
    api.on(
      'GET /executions/7/events',
      silence(() => (isOpen = true)),
    );
    api.on('GET /executions/7', json(200, { data: anExecution() }));
    const ending = packyard('execution', 'watch', '7');
    await eventually(() => expect(isOpen).toBe(true));
    process.emit('SIGINT');
    expect(await ending).toBe(130);
    expect(told).toContain('packyard execution watch 7');
    expect(told).toContain('packyard execution cancel 7');
    expect(api.requestsTo('POST /executions/7/cancel')).toEqual([]);
  });

  it('lists everything that is wrong with the parameters', async () => {
    const details = [
      { path: 'timeout', message: 'too big' },
      { path: 'packs.0', message: 'too long' },
    ];
    api.on('POST /executions', json(400, { error: 'x', code: 'PARAMETERS_INVALID', message: 'x', details }));
    expect(await packyard('install', 'slack')).toBe(2);
    expect(told).toContain('\n  timeout: too big\n  packs.0: too long\n');
  });

  it.each([[['install']], [['install', 'slack', '--timeout', 'soon']], [['unpack']], [['execution', 'show', 'x']]])(
    'answers the mistaken command %j with exit code 2 and asks nobody',
    async (words) => {
      expect(await packyard(...words)).toBe(2);
      expect(api.seen).toEqual([]);
    },
  );

  it('says which token was not good enough', async () => {
    const refused = {
      error: 'x',
      code: 'UNAUTHENTICATED',
      message: 'The token is not valid.',
      hint: 'Make a new one.',
    };
    api.on('GET /packs?page=1&page_size=100', json(401, refused));
    expect(await packyard('pack', 'list')).toBe(4);
    expect(told).toBe(
      `Error: The token is not valid (the token came from ${join(home, 'admin-token')}).\nMake a new one.\n`,
    );
  });

  it.each([
    [400, 'PARAMETERS_INVALID', 2],
    [401, 'UNAUTHENTICATED', 4],
    [403, 'FORBIDDEN', 4],
    [403, 'PACK_PROTECTED', 2],
    [404, 'PACK_NOT_FOUND', 2],
    [409, 'PACK_NEEDED', 2],
    [429, 'RATE_LIMITED', 3],
    [500, 'INTERNAL', 3],
    [503, 'NOT_READY', 3],
    [503, 'REGISTRY_UNAVAILABLE', 2],
  ])('when the service refuses with %i %s, exits with %i', async (status, code, exitCode) => {
    api.on('POST /packs/gort/disable', json(status, { error: 'x', code, message: 'No.' }));
    expect(await packyard('pack', 'disable', 'gort')).toBe(exitCode);
    expect(told.includes('the token came from')).toBe(exitCode === 4);
  });

  it('tells a pack that is not in an execution from one for which nothing was built', async () => {
    const packs = [aPackView({ pack_ref: 'slack' })];
    for (const pack of ['slack', 'slcak'])
      api.on(
        `GET /executions/7/output?pack=${pack}`,
        ...[1, 2].map(() => json(200, { data: { execution_id: 7, outputs: [] } })),
      );
    api.on('GET /executions/7', ...[1, 2, 3].map(() => json(200, { data: anExecution({ packs }) })));
    expect(await packyard('execution', 'logs', '7', 'slack')).toBe(0);
    expect(out).toBe('Nothing was built for slack in execution 7.\n');
    expect(await packyard('execution', 'logs', '7', 'slcak')).toBe(2);
    expect(told).toBe("Error: Execution 7 has no pack 'slcak'.\nIt has slack.\n");
    expect(await packyard('execution', 'logs', '7', 'slcak', '--json')).toBe(2);
  });

  it('asks nothing about a setting without a name or an owner', async () => {
    for (const [option, words] of [
      ['--key', ['-k', '']],
      ['--owner', ['-k', 'a', '-l', 'user', '-o', ' ']],
    ] as const) {
      told = '';
      expect(await packyard('config', 'set', '-b', 'date', ...words, 'x')).toBe(2);
      expect(told).toBe(`Error: ${option} is empty.\nIs a variable in the command not set?\n`);
    }
  });

  it('prints errors as JSON, too, when asked for JSON', async () => {
    const refused = { error: 'x', code: 'PACK_NEEDED', message: 'No.', hint: 'Disable it, or set force to do it.' };
    api.on('POST /packs/slack/disable', json(409, refused));
    expect(await packyard('pack', 'disable', 'slack', '--json')).toBe(2);
    const hint = 'Disable it, or use --force to do it.';
    expect(JSON.parse(out)).toEqual({ error: { code: 'PACK_NEEDED', message: 'No.', hint } });
    expect(told).toBe(`Error: No.\n${hint}\n`);
  });

  it('prints errors as YAML, too, when asked for YAML, and nothing of them to a reader of names', async () => {
    const refused = { error: 'x', code: 'PACK_NOT_FOUND', message: "Pack 'none' not found." };
    api.on('GET /packs/none', json(404, refused), json(404, refused));
    expect(await packyard('pack', 'show', 'none', '-o', 'yaml')).toBe(2);
    expect(load(out)).toMatchObject({ error: { code: 'PACK_NOT_FOUND', message: "Pack 'none' not found." } });
    out = '';
    expect([await packyard('pack', 'show', 'none', '-o', 'name'), out]).toEqual([2, '']);
  });

  it('prints names that other commands take, and more columns when asked for them', async () => {
    const packs = json(200, { data: [aPackSummary('jira'), aPackSummary('slack')], pagination: pagination(false) });
    api.on('GET /packs?page=1&page_size=100', packs, packs, packs);
    await packyard('pack', 'list', '-o', 'name');
    expect(out).toBe('jira\nslack\n');
    out = '';
    await packyard('pack', 'list', '-o', 'wide');
    expect(out.split('\n')[0]).toBe('PACK   ENABLED  INSTALLED  FORMAT  LABEL    DESCRIPTION  TAGS  CHANGED');
    out = '';
    await packyard('pack', 'list', '--output=yaml');
    expect(load(out)).toMatchObject([{ ref: 'jira' }, { ref: 'slack' }]);
    expect(await packyard('pack', 'list', '--json', '-o', 'yaml')).toBe(2);
  });

  it('shows an execution in which a pack failed as such in the list', async () => {
    const summary = (counts: object, more: object = {}) => ({
      ...anExecution({ status: 'completed' }),
      ...{ rule_ref: null, trigger_ref: null, pack_refs: ['slack', 'jira', 'mail', 'sms'], pack_counts: counts },
      ...{ started_at: '2026-01-01T12:00:00Z', finished_at: '2026-01-01T12:01:04.5Z', ...more },
    });
    const list = [
      summary({ total: 5, completed: 4, failed: 1 }),
      summary(
        { total: 0, completed: 0, failed: 0 },
        { is_plan: true, pack_refs: [], started_at: null, finished_at: null },
      ),
    ];
    api.on('GET /executions?per_page=20&page=1', json(200, { data: list, pagination: pagination(false) }));
    expect(await packyard('execution', 'list')).toBe(0);
    const rows = out.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(['ID', 'ACTION', 'STATUS', 'PACKS', 'BY', 'CREATED', 'TOOK']);
    expect(rows[1]?.slice(2, 4)).toEqual(['completed, 1 of 5 failed', 'slack, jira, mail +2']);
    expect(rows[1]?.at(-1)).toBe('1m04s');
    expect([rows[1]?.[1], rows[2]?.[1]]).toEqual(['core.install_packs', 'core.install_packs (plan)']);
    expect([rows[2]?.[2], rows[2]?.[3], rows[2]?.at(-1)]).toEqual(['completed', '-', '-']);
  });

  it('prints mistakes in the command as JSON, too', async () => {
    expect(await packyard('pack', 'lst', '--json')).toBe(2);
    const error = { code: 'COMMAND_INVALID', message: "Unknown command 'lst'.", hint: 'Did you mean list?' };
    expect(JSON.parse(out)).toEqual({ error });
    expect(told).toBe("Error: Unknown command 'lst'.\nDid you mean list?\n");
  });

  it.each([
    [['user', 'create', ''], 'The name is empty.'],
    [['install', './bin', ' '], 'The source is empty.'],
    [['bundle', 'enable', 'date', ''], 'The version is empty.'],
    [['rules', 'test', '--user', '', 'date:date'], '--user is empty.'],
    [['auth', 'token', 'create', '--name', ''], '--name is empty.'],
  ])('refuses %j without asking anybody', async (words, message) => {
    expect(await packyard(...words)).toBe(2);
    expect(told).toContain(`Error: ${message}\n`);
    expect(api.seen).toEqual([]);
  });

  it.each([
    [['install', 'x', '--no-enable', '--enable'], "Options '--enable' and '--no-enable' cannot be used together."],
    [['install', 'x', '--enable', '--no-enable'], "Options '--enable' and '--no-enable' cannot be used together."],
    [
      ['install', 'x', '--skip-env-build', '--force-rebuild'],
      "Option '--force-rebuild' cannot be used with option '--skip-env-build'.",
    ],
    [['pack', 'install', 'slack', '--force'], "Unknown command 'install'.\nDid you mean 'packyard install'?"],
    [
      ['uninstall', 'slack'],
      "Unknown command 'uninstall'.\nDid you mean 'packyard pack uninstall' or 'packyard bundle uninstall'?",
    ],
    [
      ['enable'],
      "Unknown command 'enable'.\nDid you mean 'packyard pack enable', 'packyard bundle enable' or 'packyard webhook enable'?",
    ],
    [['instal', 'slack'], "Unknown command 'instal'.\nDid you mean install?"],
    [['xyzzy'], "Unknown command 'xyzzy'.\npackyard --help shows all commands."],
    [['pack', 'list', '--url', 'x'], "Unknown option '--url'.\n--help after a command shows its options."],
    [['help', 'nope'], "There is no command 'nope' in 'packyard'."],
    [['help', 'bundle', 'nope'], "There is no command 'nope' in 'packyard bundle'."],
    [['bundle', 'help', 'nope'], "There is no command 'nope' in 'packyard bundle'."],
  ])('answers %j with a sentence and exit code 2', async (words, message) => {
    expect(await packyard(...words)).toBe(2);
    expect(told).toBe(`Error: ${message}\n`);
    expect(api.seen).toEqual([]);
  });

  it.each([
    [['help', 'bundle', 'install'], 'Install a bundle from a bundle file.\n'],
    [['bundle', 'help', 'install'], 'Install a bundle from a bundle file.\n'],
    [['help', 'auth', 'token', 'create'], 'Usage: packyard auth token create'],
    [['help', 'group', 'show'], 'Usage: packyard group info'],
    [['help'], 'Usage: packyard [options] [command]'],
  ])('shows the help that %j asks for', async (words, beginning) => {
    expect(await packyard(...words)).toBe(0);
    expect(out.slice(0, beginning.length)).toBe(beginning);
  });

  it('upgrades with the options of install', async () => {
    api.on('POST /executions', json(201, { data: anExecution() }));
    api.on('GET /executions/7/events', events(end));
    api.on('GET /executions/7', json(200, { data: done }));
    expect(await packyard('upgrade', 'slack', '--registry-url', 'https://r.example.org', '--skip-tests')).toBe(0);
    expect(JSON.parse(submission()!.body)).toEqual({
      action: 'core.install_packs',
      parameters: {
        packs: ['slack'],
        registry_url: 'https://r.example.org',
        skip_tests: true,
        verify_ssl: true,
        enable: true,
      },
    });
  });

  it('makes the path of a folder absolute in which a bundle is', async () => {
    api.on('POST /executions', json(201, { data: anExecution() }));
    api.on('GET /executions/7/events', events(end));
    api.on('GET /executions/7', json(200, { data: done }));
    expect(await packyard('bundle', 'install', 'bin')).toBe(0);
    expect(JSON.parse(submission()!.body)).toMatchObject({ parameters: { packs: [resolve('bin')] } });
  });

  it('tells a denial from everything else that can be wrong by the exit code', async () => {
    const rule = 'allow \u001b]0;owned\u0007\u001b[2J';
    const found = { rule, matched: true, allowed: false, reason: rule, permissions: [{ text: rule, held: false }] };
    const denied = {
      ...{ allowed: false, reason: rule, user: 'ada', bundle: 'date', version: '1.0.0', command: 'date' },
      permissions: [rule],
      rules: [{ ...found, conditions: [{ text: rule, outcome: false, why: rule }] }],
    };
    const unknown = { error: 'x', code: 'USER_NOT_FOUND', message: "There is no user 'ada'" };
    api.on('POST /commands/authorize', json(200, { data: denied }), json(404, unknown), text(500, 'oops'));
    const test = () => packyard('rules', 'test', '--user', 'ada', 'date:date');
    expect([await test(), await test(), await test()]).toEqual([1, 2, 3]);
    expect(out).toContain('1. allow');
    expect(out).not.toMatch(/\u001b|\u0007|owned/);
  });

  it('says which address nobody answers at, where it came from and how to start', async () => {
    const closed = new FakeApi();
    const closedUrl = await closed.listen();
    await closed.close();
    expect(await packyard('--api-url', closedUrl, 'pack', 'list')).toBe(3);
    expect(told).toContain(`No Packyard answers at ${closedUrl} (ECONNREFUSED; the address came from --api-url)`);
    expect(told).toContain('npm start');
  });

  it('says so when something else than Packyard answers', async () => {
    api.on('GET /executions/7', text(200, '<html>'));
    expect(await packyard('execution', 'show', '7')).toBe(3);
    expect(told).toContain('did not answer as Packyard does');
  });

  it('does not take its token to where a server redirects it', async () => {
    api.on('GET /executions/7', (response) => response.writeHead(302, { location: `${url}/stolen` }).end());
    expect(await packyard('execution', 'show', '7')).toBe(3);
    expect(api.seen).toHaveLength(1);
  });

  it('lists the packs of all pages, without the escape sequences in their labels', async () => {
    const page = (ref: string, hasNext: boolean) =>
      json(200, { data: [aPackSummary(ref)], pagination: pagination(hasNext) });
    api.on('GET /packs?page=1&page_size=100', page('jira', true));
    api.on('GET /packs?page=2&page_size=100', page('slack', false));
    expect(await packyard('pack', 'list')).toBe(0);
    expect(out).toBe(
      'PACK   ENABLED  INSTALLED  FORMAT  LABEL\njira   1.0.0    1.0.0      attune  A label\nslack  1.0.0    1.0.0      attune  A label\n',
    );
  });
});

function aPackSummary(ref: string) {
  const times = { created: '2026-01-01T12:00:00Z', updated: '2026-01-01T12:00:00Z' };
  const label = 'A \u001b]0;owned\u0007label';
  return {
    id: 1,
    ref,
    label,
    description: null,
    version: '1.0.0',
    versions: ['1.0.0'],
    format: 'attune',
    tags: [],
    is_standard: false,
    ...times,
  };
}

function pagination(hasNext: boolean) {
  return { page: 1, page_size: 1, total_items: 2, total_pages: 2, has_previous: !hasNext, has_next: hasNext };
}

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { aPack, eventually } from '@packyard/testing';
import type { ExecutionView } from '@packyard/contracts';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const TOKEN = 's3cr3t-token-of-a-source';

interface BoardJob {
  name: string;
  isFailed: boolean;
  failedReason?: string;
  stacktrace: string[];
  returnValue: unknown;
  externalUrl: { href: string };
}

describe('the command line', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start();
  });

  it('installs, shows each change as a line in a pipe, and sums up', async () => {
    aPack('neat').writeTo(fixture.path('neat'));
    const { code, stdout } = await packyard(['install', './neat'], fixture.path());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^neat {2}register {2}completed$/m);
    expect(stdout).toMatch(/✔ neat 1\.0\.0 .*home\/packs\/neat/);
    expect(stdout).toMatch(/execution \d+ completed: 1 installed, 0 failed/);
    expect(stdout).not.toMatch(/\u001b/);
  });

  it('exits with 1 and says why when a pack fails, without a secret in what it prints', async () => {
    const { code, stdout, stderr } = await packyard(
      ['install', './neat', `http://${TOKEN}@127.0.0.1:9/x.git`],
      fixture.path(),
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/✖ http:\/\/127\.0\.0\.1:9\/x\.git {2}download {2}SOURCE_UNAVAILABLE/);
    expect(stdout + stderr).not.toContain(TOKEN);
    const listed = await packyard(['execution', 'list', '--limit', '1']);
    expect(listed.stdout).toMatch(
      /completed, 1 of 2 failed +neat, http:\/\/127\.0\.0\.1:9\/x\.git +\S+ +\S+ +\d+\.\ds$/m,
    );
    const refused = await packyard(['install', `http://127.0.0.1:9/x.git?${TOKEN}`], fixture.path());
    expect([refused.code, refused.stdout + refused.stderr]).toEqual([2, expect.not.stringContaining(TOKEN)]);
  });

  it('shows on the board what was tried again as such, with names, links and no inner stacks', async () => {
    const { stdout: id } = await packyard(['execution', 'list', '--limit', '1', '-o', 'name']);
    const path = '/queues/api/queues?activeQueue=download&status=latest&page=1&jobsPerPage=100';
    const board = (await (await service.request(path)).json()) as { queues: { name: string; jobs: BoardJob[] }[] };
    const all = board.queues.find(({ name }) => name === 'download')?.jobs ?? [];
    const own = all.filter(({ externalUrl }) => externalUrl.href === `/#/executions/${id.trim()}`);
    expect(own.map(({ name }) => name)).toContain(`neat · execution ${id.trim()}`);
    const broken = own.filter(({ name }) => name.startsWith('http://127.0.0.1:9/x.git · execution'));
    expect(broken.filter(({ isFailed }) => isFailed)).toMatchObject([
      { failedReason: expect.stringMatching(/^SOURCE_UNAVAILABLE: /), stacktrace: [] },
    ]);
    expect(broken.filter(({ isFailed }) => !isFailed).map(({ returnValue }) => returnValue)).toContain('tried again');
  });

  it('prints exactly one JSON document with --json', async () => {
    const { code, stdout } = await packyard(['install', './neat', '--json'], fixture.path());
    expect([code, (JSON.parse(stdout) as ExecutionView).status]).toEqual([0, 'completed']);
    const list = await packyard(['pack', 'list', '--json']);
    expect(JSON.parse(list.stdout)).toMatchObject([{ ref: 'neat', version: '1.0.0' }]);
  });

  it('prints names that go into another command, and the same as YAML as it does as JSON', async () => {
    const { stdout: id } = await packyard(['install', './neat', '-o', 'name'], fixture.path());
    expect(id).toMatch(/^\d+\n$/);
    expect((await packyard(['execution', 'show', id.trim(), '-o', 'name'])).stdout).toBe(id);
    const [json, yaml] = await Promise.all([
      packyard(['execution', 'show', id.trim(), '-o', 'json']),
      packyard(['execution', 'show', id.trim(), '-o', 'yaml']),
    ]);
    expect(load(yaml.stdout)).toEqual(JSON.parse(json.stdout));
    expect((await packyard(['pack', 'versions', 'neat', '-o', 'name'])).stdout).toBe('1.0.0\n');
    const token = await packyard(['auth', 'token', 'create', '--name', 'piped', '-o', 'name']);
    expect((await packyard(['auth', 'whoami'], undefined, { PACKYARD_TOKEN: token.stdout.trim() })).stdout).toMatch(
      /token: +piped/,
    );
  });

  it('submits with --no-wait, then watches, shows and lists', async () => {
    const submitted = await packyard(['install', './neat', '--no-wait'], fixture.path());
    const [, id = ''] = /execution (\d+)/.exec(submitted.stdout) ?? [];
    expect((await packyard(['execution', 'watch', id])).stdout).toContain(`execution ${id} completed`);
    expect((await packyard(['execution', 'show', id])).stdout).toMatch(
      /neat +1\.0\.0 +succeeded +succeeded +skipped +succeeded/,
    );
    expect((await packyard(['execution', 'list', '--limit', '1'])).stdout).toMatch(
      new RegExp(`${id} +core.install_packs +completed`),
    );
    expect((await packyard(['pack', 'show', 'neat'])).stdout).toMatch(/action +neat\.run +yes/);
  });

  it('executes one action, and shows of it the stages that it has', async () => {
    const downloaded = await packyard(
      ['action', 'execute', 'core.download_packs', '--param', `packs=["${fixture.path('neat')}"]`].concat(
        '--param',
        `destination_dir=${fixture.path('downloads')}`,
      ),
    );
    expect(downloaded.stdout).toMatch(/✔ neat 1\.0\.0 {2}.*downloads\/pack-0-\d+/);
    const [, id = ''] = /execution (\d+)/.exec(downloaded.stdout) ?? [];
    expect((await packyard(['execution', 'show', id])).stdout).toMatch(/neat +1\.0\.0 +succeeded +- +- +-/);
    const wrong = await packyard(['action', 'execute', 'core.download_packs', '--param', 'packs=slack']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('packs has to be a JSON list')]);
  });

  it('tests and uninstalls what is installed', async () => {
    const failing = 'import unittest\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.fail()\n';
    aPack('shaky').withFile('tests/test_it.py', failing).writeTo(fixture.path('shaky'));
    expect((await packyard(['install', './shaky'], fixture.path())).code).toBe(1);
    expect((await packyard(['install', './shaky', '--skip-tests'], fixture.path())).code).toBe(0);
    const tested = await packyard(['pack', 'test', 'shaky', 'neat']);
    expect([tested.code, tested.stdout]).toEqual([1, expect.stringMatching(/✖ shaky 1\.0\.0: 1 of 1 tests failed/)]);
    const info = await packyard(['pack', 'info', 'shaky', '1.0.0']);
    expect(info.stdout).toMatch(
      /^Name: shaky\nVersion: 1\.0\.0\nStatus: Enabled\nComponents: 1 action\nTests: failed, 0 of 1 passed/,
    );
    expect(info.stdout).toMatch(/AssertionError/);
    expect((await packyard(['pack', 'info', 'shaky'])).stdout).toMatch(
      /^Enabled Version: 1\.0\.0\nComponents: 1 action\nTests: failed, 0 of 1 passed/m,
    );
    expect(await packyard(['pack', 'uninstall', 'shaky', '--all'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('shaky 1.0.0 is currently enabled. Please disable the pack first.'),
    });
    expect(await packyard(['pack', 'uninstall', 'shaky', '--all', '--force'])).toMatchObject({
      code: 0,
      stdout: 'Uninstalled shaky 1.0.0\n',
    });
    expect(await packyard(['pack', 'uninstall', 'shaky', '--all'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Pack 'shaky' not found"),
    });
  });

  it('takes no pack for a bundle', async () => {
    for (const command of ['info', 'versions', 'enable', 'disable']) {
      const { code, stdout, stderr } = await packyard(['bundle', command, 'neat']);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toBe("Error: 'neat' is a pack, not a bundle.\nUse 'packyard pack' for it.\n");
    }
    expect((await packyard(['bundle', 'uninstall', 'neat', '--all'])).code).toBe(2);
    expect((await packyard(['pack', 'versions', 'neat'])).stdout).toMatch(/neat +1\.0\.0 +Enabled/);
  });

  it('goes back behind the last request as a whole, and tells what that means', async () => {
    aPack('lower').writeTo(fixture.path('lower'));
    aPack('upper').requiring('lower').writeTo(fixture.path('upper'));
    await packyard(['install', './lower', './upper'], fixture.path());
    const rehearsed = await packyard(['rollback', '--dry-run']);
    expect(rehearsed.stdout).toMatch(/would change:\n {2}lower 1\.0\.0 disabled\n {2}upper 1\.0\.0 disabled\n$/);
    const { stdout } = await packyard(['rollback']);
    expect(stdout).toMatch(/^Rolled back to generation \d+; this is generation \d+\.\n {2}lower/);
    expect((await packyard(['pack', 'versions', 'neat'])).stdout).toMatch(/neat +1\.0\.0 +Enabled/);
  });

  it('cancels', async () => {
    aPack('held').asTarball(fixture.path('www/held.tgz'));
    const gate = fixture.files.hold('/held.tgz');
    const { id } = await service.submit([`${fixture.files.url}/held.tgz`]);
    await eventually(() => expect(gate.waiting()).toBe(1));
    expect((await packyard(['execution', 'cancel', String(id)])).stdout).toMatch(/canceling|cancelled/);
    expect((await packyard(['execution', 'watch', String(id)])).code).toBe(1);
    gate.letGo();
  });

  it('lets go of an install on Ctrl-C and says how to come back', async () => {
    aPack('long').asTarball(fixture.path('www/long.tgz'));
    const gate = fixture.files.hold('/long.tgz');
    const running = start(['install', `${fixture.files.url}/long.tgz`]);
    await eventually(() => expect(running.output.stdout).toContain('download  running'));
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect([code, stderr]).toEqual([
      130,
      expect.stringMatching(/execution \d+ goes on[\s\S]*packyard execution watch \d+/),
    ]);
    gate.letGo();
  });

  it.each([
    [
      'a wrong token',
      ['pack', 'list'],
      { PACKYARD_TOKEN: 'nonsense' },
      4,
      /Invalid authentication token \(the token came from PACKYARD_TOKEN\)/,
    ],
    [
      'a service that is not there',
      ['pack', 'list'],
      { PACKYARD_URL: 'http://127.0.0.1:61999' },
      3,
      /No Packyard answers at http:\/\/127\.0\.0\.1:61999 \(ECONNREFUSED; the address came from PACKYARD_URL\)[\s\S]*npm start/,
    ],
    ['an unknown option', ['install', 'x', '--forse'], {}, 2, /--force/],
    ['a source that is none', ['install', 'ext::sh'], {}, 2, /parameters\.packs\.0: 'ext::sh' is no source/],
    ['a value that is no number', ['install', 'x', '--timeout', 'soon'], {}, 2, /number of seconds/],
    ['a pack that is not installed', ['pack', 'show', 'none'], {}, 2, /Pack 'none' not found/],
  ])('answers %s with its own exit code and words', async (_what, args, environment, code, words) => {
    const result = await packyard(args, fixture.path(), environment);
    expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(words)]);
  });

  it('ends quietly, with its own exit code, when nobody reads its output', async () => {
    const running = start(['pack', 'show', 'none', '--json']);
    running.child.stdout.destroy();
    const { code, stderr } = await running.ended;
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^Error: Pack 'none' not found\.\n'packyard pack list'.*\n$/),
    ]);
  });

  it('starts as one file, and loads nothing that the command does not need', async () => {
    const hook = fixture.path('loaded.cjs');
    writeFileSync(hook, "process.on('exit', () => process.stderr.write(Object.keys(require.cache).join('\\n')));");
    const { code, stderr } = await packyard(['--version'], undefined, { NODE_OPTIONS: `--require=${hook}` });
    const loaded = stderr.split('\n').filter((path) => path !== hook);
    expect(code).toBe(0);
    expect(loaded.length).toBeGreaterThan(0);
    expect(loaded.length).toBeLessThanOrEqual(5);
    expect(loaded.filter((path) => !/\/dist\/apps\/cli\/bundle\/|\/node_modules\/js-yaml\//.test(path))).toEqual([]);
  });

  it('finds the service from a folder below it, and explains its exit codes', async () => {
    mkdirSync(fixture.path('deep/er'), { recursive: true });
    expect((await packyard(['--home', fixture.path('home'), 'pack', 'list'], fixture.path('deep/er'))).code).toBe(0);
    expect((await packyard(['--help'])).stdout).toContain('Exit codes:');
  });

  function start(args: readonly string[], folder = fixture.path(), environment: Record<string, string> = {}) {
    const child = spawn(process.execPath, [resolve(__dirname, '../bin/packyard.mjs'), ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: fixture.path(), PACKYARD_HOME: fixture.path('home'), ...environment },
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
      child.once('close', (code) => done({ code, ...output }));
    });
    return { child, output, ended };
  }

  function packyard(args: readonly string[], folder?: string, environment?: Record<string, string>) {
    return start(args, folder, environment).ended;
  }
});

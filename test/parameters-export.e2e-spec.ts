import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ExportPacksOutput } from '@packyard/contracts';
import { aPack, eventually, NpmRegistry } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

// Nothing listens there.
const NOWHERE = 'http://127.0.0.1:9';

describe('what each parameter of core.export_packs does, and what an import makes of it', () => {
  const fixture = new TestFixture();
  let service: Service;
  let elsewhere: Service;
  const actions = new ActionHarness(() => service);
  const exported = async (parameters: Record<string, unknown>) => {
    const { result, packs } = await actions.run('core.export_packs', parameters);
    return { ...(result as ExportPacksOutput), chosen: packs.map(({ pack_ref: ref }) => ref) };
  };
  const file = () => fixture.path('all.packyard');
  const inPacks = (...parts: string[]) => fixture.path('elsewhere/packs', ...parts);

  beforeAll(async () => {
    fixture.addToIndex();
    mkdirSync(fixture.path('www/npm'));
    new NpmRegistry(fixture.path('www/npm'), `${fixture.files.url}/npm`).add('lower', '1.6.0');
    service = await fixture.start();
    const sources = [
      aPack('base').withPython('sunrise==1.0.0').writeTo(fixture.path('base')),
      aPack('both')
        .requiring('base')
        .withPython('sunrise==1.0.0')
        .withFile('package.json', '{"dependencies": {"lower": "^1.0.0"}}')
        .writeTo(fixture.path('both')),
      aPack('plain').writeTo(fixture.path('plain')),
      aPack('needy').requiring('plain').writeTo(fixture.path('needy')),
    ];
    expect(ActionHarness.codes(await service.install(sources))).toEqual(sources.map(() => undefined));
    expect(
      ActionHarness.codes(await service.install([aPack('plain').version('2.0.0').writeTo(fixture.path('newer'))])),
    ).toEqual([undefined]);
    const { url } = await fixture.anotherDatabase();
    const environment = { PIP_INDEX_URL: `${NOWHERE}/simple`, npm_config_registry: NOWHERE, PIP_RETRIES: '0' };
    elsewhere = await fixture.start({ home: fixture.path('elsewhere'), databaseUrl: url, environment });
  });

  it('core.export_packs · packs: the enabled versions, or those that are named; what is not installed is named', async () => {
    const { exported_packs, failed_packs } = await exported({ packs: ['plain', 'plain@1.0.0', 'nobody', 'base@9'] });
    expect(exported_packs.map(({ pack_ref: ref, pack_version: version }) => `${ref} ${version}`)).toEqual([
      'plain 2.0.0',
    ]);
    expect(failed_packs.map(({ code }) => code)).toEqual(['VERSION_EXISTS', 'PACK_NOT_FOUND', 'VERSION_NOT_FOUND']);
    for (const name of ['plain@', 'plain@1.0.0@2.0.0', '@1.0.0']) {
      const refused = await actions.submit('core.export_packs', { packs: [name] });
      expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(`'${name}' names no`)]);
    }
    const { exported_packs: older } = await exported({ packs: ['plain@1.0.0'] });
    expect(older).toMatchObject([{ pack_version: '1.0.0', environments: [] }]);
  });

  it('core.export_packs · skip_dependencies: leaves out the packs that the given ones need', async () => {
    expect((await exported({ packs: ['needy'] })).chosen).toEqual(['needy', 'plain']);
    expect((await exported({ packs: ['needy'], skip_dependencies: true })).chosen).toEqual(['needy']);
  });

  it('core.export_packs · timeout: ends what takes longer, and says which parameter gives it more', async () => {
    const held = fixture.files.hold('/npm/');
    const { failed_packs } = await exported({ packs: ['both'], skip_dependencies: true, timeout: 1 });
    held.serve();
    expect(failed_packs).toMatchObject([{ code: 'TIMED_OUT', hint: expect.stringContaining('parameter timeout') }]);
  });

  it('there is no file of what is no export, or of one of which something failed', async () => {
    const { id } = await actions.run('core.export_packs', { packs: ['plain', 'nobody'] });
    const answers = await Promise.all(
      [id, 1, 999].map(async (one) => {
        const answer = await service.request(`/api/v1/executions/${one}/export`);
        return [answer.status, ((await answer.json()) as { code: string }).code];
      }),
    );
    expect(answers).toEqual([
      [409, 'DEPENDENCY_FAILED'],
      [404, 'EXECUTION_NOT_FOUND'],
      [404, 'EXECUTION_NOT_FOUND'],
    ]);
  });

  it('a download of the file that is broken off leaves nothing behind, and the next ones are answered', async () => {
    const { id } = await actions.run('core.export_packs', { packs: ['both'] });
    const url = `${service.url}/api/v1/executions/${id}/export`;
    const headers = { authorization: `Bearer ${service.token}` };
    // More of them than may be open at the same time, broken off earlier and later.
    for (let round = 0; round < 12; round += 1) {
      const leaving = new AbortController();
      const asking = fetch(url, { headers, signal: leaving.signal });
      setTimeout(() => leaving.abort(), round * 2);
      await asking.then((answer) => answer.body?.cancel()).catch(() => undefined);
    }
    await eventually(() => expect(readdirSync(fixture.path('home/uploads'))).toEqual([]), 60_000);
    // Those that were broken off before they had begun hold their place until they have noticed.
    const whole = await eventually(async () => {
      const answer = await fetch(url, { headers });
      expect(answer.status).toBe(200);
      return answer.arrayBuffer();
    }, 60_000);
    expect(whole.byteLength).toBeGreaterThan(1000);
    await eventually(() => expect(readdirSync(fixture.path('home/uploads'))).toEqual([]), 60_000);
  });

  it('everything runs in a fresh home whose index and registry do not answer', async () => {
    expect(await packyard(service, ['export', '--out', file()])).toMatch(/all\.packyard: \d+ bytes/);
    const requests = fixture.files.requests.length;
    expect(await packyard(elsewhere, ['import', file()])).toMatch(/4 installed, 0 failed/);
    expect(fixture.files.requests.length).toBe(requests);
    const python = (code: string, ref: string) =>
      execFileSync(inPacks(ref, 'virtualenv/bin/python'), ['-c', code], { encoding: 'utf8' });
    for (const ref of ['base', 'both']) expect(python('import sunrise; print("works")', ref)).toBe('works\n');
    const node = ['-e', "process.stdout.write(require('lower'))"];
    expect(execFileSync('node', node, { cwd: inPacks('both'), encoding: 'utf8' })).toBe('1.6.0');
    expect((await elsewhere.pack('plain'))?.version).toBe('2.0.0');
    const digests = async (of: Service) => {
      const packs = await Promise.all(
        ['base', 'both', 'plain'].map((ref) => of.request(`/api/v1/packs/${ref}/versions`)),
      );
      const all = await Promise.all(
        packs.map(async (answer) => (await answer.json()) as { data: { digest: string; enabled: boolean }[] }),
      );
      return all.flatMap(({ data }) => data.filter(({ enabled }) => enabled).map(({ digest }) => digest));
    };
    expect(await digests(elsewhere)).toEqual(await digests(service));
    await eventually(() => expect(readdirSync(fixture.path('elsewhere/uploads'))).toEqual([]));
  });

  it('what was imported can be exported again, and built again, without a network', async () => {
    const again = fixture.path('again.packyard');
    expect(await packyard(elsewhere, ['export', 'base', '--out', again])).toMatch(/again\.packyard: \d+ bytes/);
    expect(existsSync(again)).toBe(true);
    expect(await packyard(elsewhere, ['import', again, '--force'])).toMatch(/1 installed, 0 failed/);
  });

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['cut', (bytes) => bytes.subarray(0, bytes.length - 200), 'ARCHIVE_INVALID'],
    [
      'damaged',
      (bytes) => Buffer.concat([bytes.subarray(0, 2000), Buffer.from('damage'), bytes.subarray(2006)]),
      'ARCHIVE_INVALID',
    ],
    ['no export', () => Buffer.from('ref: a\n'), 'ARCHIVE_INVALID'],
  ])('nothing is installed of a file that is %s', async (what, change, code) => {
    const damaged = fixture.path(`${what}.packyard`);
    writeFileSync(damaged, change(readFileSync(file())));
    const before = readdirSync(fixture.path('elsewhere/store/vendored/python'));
    expect(await packyard(elsewhere, ['import', damaged, '--json'])).toContain(code);
    expect(readdirSync(fixture.path('elsewhere/uploads'))).toEqual([]);
    expect(readdirSync(fixture.path('elsewhere/store/vendored/python'))).toEqual(before);
  });

  function packyard(of: Service, args: string[]): Promise<string> {
    const child = spawn(process.execPath, [resolve(__dirname, '../bin/packyard.mjs'), ...args], {
      cwd: fixture.folder,
      env: { PATH: process.env['PATH'], PACKYARD_URL: of.url, PACKYARD_TOKEN: of.token },
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    return new Promise((done) => child.once('close', () => done(printed)));
  }
});

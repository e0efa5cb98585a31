import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PackTestReport } from '@packyard/contracts';
import { readPack } from '@packyard/pack';
import { type Containment, DEFAULT_LIMITS, detectContainment } from '@packyard/sandbox';
import { aPack, temporaryFolder } from '@packyard/testing';
import { PackTests } from './pack-tests';

jest.setTimeout(300_000);
const folder = temporaryFolder();
const home = join(folder, 'home');
const limits = {
  ...DEFAULT_LIMITS,
  memoryBytes: 512 * 2 ** 20,
  processes: 48,
  diskBytes: 64 * 2 ** 20,
  outputBytes: 2 ** 20,
};
const secrets = [join(home, 'secret-key'), join(home, 'admin-token'), join(home, 'postgres-password')];
const neighbour = join(home, 'staging/7/1-1');
let count = 0;

beforeAll(() => {
  mkdirSync(neighbour, { recursive: true, mode: 0o700 });
  for (const path of [...secrets, join(neighbour, 'notes')]) writeFileSync(path, 's3cr3t\n', { mode: 0o600 });
});

/** The tests of one pack, for each containment. A containment that the machine lacks is left out, with the reason. */
describe.each(['bubblewrap', 'user'] as const)('a hostile pack, contained by %s', (kind) => {
  let found: Containment | undefined;
  let reason = '';

  beforeAll(async () => {
    found = await detectContainment({ wanted: kind, home, limits }).catch((error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
      return undefined;
    });
  });

  function holds(name: string, test: (run: (script: string) => Promise<PackTestReport>) => Promise<void>): void {
    it(name, async () => {
      const containment = found;
      if (containment === undefined) process.stderr.write(`left out: ${kind}: ${name}: ${reason}\n`);
      else await test((script) => testPack(containment, script));
    });
  }

  holds('reads no secret, no other pack, and nobody else’s environment', async (run) => {
    process.env['PACKYARD_ADMIN_TOKEN'] = 's3cr3t-token';
    const paths = [...secrets, join(neighbour, 'notes'), '/proc/*/environ', '/proc/*/cwd/secret-key', '/etc/shadow'];
    const report = await run(`cat ${paths.join(' ')}; ls ${neighbour}; env; echo ended; exit 1`);
    expect(report.suites[0]?.output).toContain('ended');
    expect(JSON.stringify(report)).not.toContain('s3cr3t');
  });

  holds('reaches no database and no network', async (run) => {
    const server = createServer((_request, response) => response.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const code = `import urllib.request as r; print(r.urlopen("http://127.0.0.1:${port}/", timeout=20).read())`;
    const report = await run(`python3 -c '${code}'`);
    server.close();
    if (found?.report.warnings.some((text) => text.includes('network')) === true) {
      process.stderr.write(`left out: ${kind}: the network can only be taken away with namespaces\n`);
      return;
    }
    expect(report).toMatchObject({ status: 'failed', reason: expect.stringMatching(/refused|unreachable/i) });
  });

  holds('fills no disk', async (run) => {
    const script = 'i=0; while :; do i=$((i+1)); head -c 1000000 /dev/zero > f$i; [ $i -lt 150 ] || sleep 1; done';
    expect(await run(script)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('64 MiB to the disk'),
    });
  });

  holds('forks not for ever', async (run) => {
    const code = 'import os, time\nwhile True:\n    try: os.fork()\n    except OSError: time.sleep(0.1)\n';
    expect(await run(`python3 -c '${code}'`)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('as many as 48 processes'),
    });
  });

  holds('prints not for ever', async (run) => {
    expect(await run('yes')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('printed more than 1 MiB'),
    });
  });

  holds('does not live on', async (run) => {
    const script = `(setsid sh -c 'trap "" TERM HUP; while :; do date +%N > beat; sleep 0.05; done' >/dev/null 2>&1 &); while [ ! -s beat ]; do sleep 0.05; done`;
    expect(await run(script)).toMatchObject({ status: 'passed' });
    const beat = join(folder, `pack-${count}`, 'beat');
    expect(existsSync(beat)).toBe(true);
    const last = readFileSync(beat, 'utf8');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(readFileSync(beat, 'utf8')).toBe(last);
  });
});

async function testPack(containment: Containment, script: string): Promise<PackTestReport> {
  count += 1;
  const copy = aPack('hostile')
    .withFile('tests/test_it.sh', `${script}\n`)
    .writeTo(join(folder, `pack-${count}`));
  const { manifest } = await readPack(copy);
  const request = { folder: copy, scratchFolder: join(folder, `scratch-${count}`), manifest };
  return new PackTests(containment).run(request, AbortSignal.timeout(200_000));
}

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, temporaryFolder } from '@packyard/testing';
import { foreignEnvironment } from '../child-environment';
import { CommandNotFound } from '../run-command';
import { DEFAULT_LIMITS, type ContainedInput, type ForeignLimits } from './contained-input';
import type { Containment } from './containment';
import { CONTAINMENT_KINDS } from './containment-report';
import { detectContainment } from './detect-containment';

jest.setTimeout(300_000);
const folder = temporaryFolder();
chmodSync(folder, 0o711);
const home = join(folder, 'home');
const secret = join(home, 'secret-key');
mkdirSync(home);
writeFileSync(secret, 's3cr3t-key\n', { mode: 0o600 });
const LIMITS: ForeignLimits = {
  ...DEFAULT_LIMITS,
  memoryBytes: 512 * 2 ** 20,
  processes: 40,
  diskBytes: 64 * 2 ** 20,
  outputBytes: 2 ** 20,
};
let count = 0;

describe.each(CONTAINMENT_KINDS)('contained by %s', (kind) => {
  let containment: Containment | undefined;
  let reason = '';

  beforeAll(async () => {
    containment = await detectContainment({ wanted: kind, home, limits: LIMITS }).catch((error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
      return undefined;
    });
  });

  /** A test that is left out, with the reason printed, where the machine does not have this containment. */
  function holds(name: string, test: (attempt: Attempt) => Promise<void>): void {
    it(name, async () => {
      const { found } = { found: containment };
      if (found === undefined) process.stderr.write(`left out: ${kind}: ${name}: ${reason}\n`);
      else await test((script, more) => attempt(found, script, more));
    });
  }

  holds('a program reads and writes what it is given, and says how it ended', async (attempt) => {
    const { workspace, result } = await attempt('cat given/in > out; echo done; echo bad >&2; exit 3');
    expect(result).toMatchObject({ exitCode: 3, stdout: 'done\n', stderr: 'bad\n' });
    expect(readFileSync(join(workspace, 'out'), 'utf8')).toBe('given');
  });

  holds('a missing program is told from one that fails', async () => {
    await expect(attempt(containment, '', { command: 'no-such-program' })).rejects.toThrow(CommandNotFound);
  });

  holds('what it was not given stays unchanged', async (attempt) => {
    if (kind === 'none') {
      skipped(kind, 'the user of the service may write wherever the service may');
      return;
    }
    const own = join(folder, `own-${count}`);
    mkdirSync(own);
    const { workspace } = await attempt('echo evil > given/in; rm -rf given; chmod 777 given; echo x > new', {
      writes: [own],
      reads: [join(folder, `work-${count}`)],
    });
    expect(readFileSync(join(workspace, 'given/in'), 'utf8')).toBe('given');
    expect(existsSync(join(workspace, 'new'))).toBe(false);
  });

  holds('one way out is the only one', async (attempt) => {
    const sockets = mkdtempSync(join(tmpdir(), 'packyard-way-'));
    chmodSync(sockets, 0o711);
    const answering = (text: string) => createServer((_request, response) => response.end(text));
    const [way, other] = [answering('the way out'), answering('of the machine')];
    await new Promise<void>((resolve) => way.listen(join(sockets, 's'), resolve));
    chmodSync(join(sockets, 's'), 0o666);
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const inside = 1024 + ((port + 1) % 60_000);
    const asks = `
import urllib.request
def ask(port):
    try: return urllib.request.urlopen("http://127.0.0.1:%d/" % port, timeout=60).read().decode()
    except OSError: return "nothing"
print(ask(${inside}), ask(${port}), sep=",")`;
    const script = `python3 -c '${asks}'; exit 3`;
    try {
      const { result } = await attempt(script, { network: { socket: join(sockets, 's'), port: inside } });
      expect(result).toMatchObject({ exitCode: 3, stderr: '' });
      const isWeak = containment?.report.warnings.some((warning) => warning.includes('can use the network')) === true;
      if (kind === 'none' || isWeak) skipped(kind, 'it has no network of its own');
      else expect(result.stdout).toBe('the way out,nothing\n');
    } finally {
      for (const server of [way, other]) server.close().closeAllConnections();
      rmSync(sockets, { recursive: true });
    }
  });

  holds('a program runs also where it can have no way of its own, over the network of the machine', async () => {
    const { execPath } = process;
    process.execPath = '/no/such/node';
    try {
      const fresh = await detectContainment({ wanted: kind, home, limits: LIMITS });
      const { result } = await attempt(fresh, 'echo ran', { network: { socket: '/no/such/socket', port: 1 } });
      expect(result).toMatchObject({ exitCode: 0, stdout: 'ran\n' });
    } finally {
      process.execPath = execPath;
    }
  });

  holds('no secret of the service is within reach', async (attempt) => {
    if (kind === 'none') {
      skipped(kind, 'the user of the service may read its files');
      return;
    }
    process.env['PACKYARD_ADMIN_TOKEN'] = 's3cr3t-token';
    const { result } = await attempt(
      `cat ${secret} /proc/*/environ /proc/*/task/*/environ ${home}/* 2>&1; env; tr '\\0' ' ' < /proc/$PPID/environ`,
    );
    expect(`${result.stdout}${result.stderr}`).not.toContain('s3cr3t');
  });

  holds('no process of ours can be ended, nor seen where the machine allows that', async (attempt) => {
    // Never without a user of its own: this would end everything that the user of the tests runs.
    if (kind === 'none') {
      skipped(kind, 'the user of the service may end its processes');
      return;
    }
    const { result } = await attempt(
      `[ "$(id -u)" != 0 ] || exit 9; ls -d /proc/${process.pid}; kill -9 ${process.pid}; kill -9 -- -1`,
    );
    expect(result.exitCode).not.toBe(9);
    if (containment?.report.warnings.some((text) => text.includes('see which processes')) !== true)
      expect(result.stdout).not.toContain(String(process.pid));
  });

  holds('there is no network unless it is given', async (attempt) => {
    const server = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const script = `python3 -c 'import urllib.request as r; print(r.urlopen("${url}", timeout=20).read())'`;
    try {
      expect((await attempt(script, { network: true })).result.stdout).toContain('hello');
      const { result } = await attempt(script);
      if (containment?.report.warnings.some((text) => text.includes('network')) === true || kind === 'none') {
        skipped(kind, 'the network can only be taken away with namespaces');
        return;
      }
      expect(result.stdout).not.toContain('hello');
    } finally {
      server.close();
    }
  });

  holds('it can talk to itself without a network', async (attempt) => {
    const script = `import socket; s = socket.create_server(("127.0.0.1", 0)); socket.create_connection(s.getsockname()); print("ok")`;
    expect((await attempt(`python3 -c '${script}'`)).result.stdout).toBe('ok\n');
  });

  holds('nothing of it lives on, whatever it does to get away', async (attempt) => {
    const script = `(setsid sh -c 'trap "" TERM HUP; while :; do date > beat; sleep 0.05; done' >/dev/null 2>&1 &) ; while [ ! -s beat ]; do sleep 0.05; done`;
    const { workspace } = await attempt(script);
    expect(await standsStill(join(workspace, 'beat'))).toBe(true);
  });

  holds('what is aborted has ended with all that it started', async (attempt) => {
    const abort = new AbortController();
    const script = `setsid sh -c 'while :; do date > beat; sleep 0.05; done' & trap "" TERM; while :; do sleep 1; done`;
    const workspace = join(folder, `work-${count}`);
    const running = attempt(script, { signal: abort.signal });
    await eventually(() => expect(existsSync(join(workspace, 'beat'))).toBe(true));
    abort.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(await standsStill(join(workspace, 'beat'))).toBe(true);
  });

  holds('it starts only so many processes', async (attempt) => {
    // Where the system does not count for us, only one of them multiplies, so that the machine lives on.
    const child = kind === 'none' ? 'time.sleep(300)' : 'pass';
    const script = `import os, time
while True:
    try:
        if os.fork() == 0: ${child}
    except OSError: time.sleep(0.1)`;
    await expect(attempt(`python3 -c '${script}'`)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      // Where we count, all that they hold may be too much before they are too many.
      message: expect.stringMatching(kind === 'none' ? /processes|memory/ : /processes/),
    });
  });

  holds('it takes only so much memory, alone', async (attempt) => {
    const { result } = await attempt(`python3 -c 'x = bytearray(800 * 2**20); print("had it")'`);
    expect(result.stdout).not.toContain('had it');
    expect(result.stderr).toContain('MemoryError');
  });

  holds('it takes only so much memory, together', async (attempt) => {
    const script = `import os, time
for _ in range(3): os.fork()
x = bytearray(b"1") * (200 * 2**20)
time.sleep(120)`;
    await expect(attempt(`python3 -c '${script}'`)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('512 MiB of memory'),
    });
  });

  holds('it writes only so much, into one file and into many', async (attempt) => {
    const { workspace, result } = await attempt('head -c 100000000 /dev/zero > big; echo $?');
    expect(result.stdout).not.toBe('0\n');
    expect(readFileSync(join(workspace, 'big')).length).toBeLessThanOrEqual(LIMITS.diskBytes);
    const script =
      'i=0; while :; do i=$((i+1)); head -c 1000000 /dev/urandom > many-$i; [ $i -lt 150 ] || sleep 1; done';
    await expect(attempt(script)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('64 MiB to the disk'),
    });
  });

  holds('it prints only so much', async (attempt) => {
    await expect(attempt('yes')).rejects.toMatchObject({
      message: expect.stringContaining('it printed more than 1 MiB'),
    });
  });

  holds('the usual temporary folder is not ours', async (attempt) => {
    const { result } = await attempt(`ls ${folder}/..; echo x > /tmp/packyard-left-behind-$$; echo $$`);
    if (kind !== 'bubblewrap') {
      skipped(kind, 'there is one /tmp for all');
      return;
    }
    expect(existsSync(`/tmp/packyard-left-behind-${result.stdout.trim().split('\n').at(-1) ?? ''}`)).toBe(false);
  });

  holds('neither another program that runs at the same time can be seen, nor its files', async () => {
    const { found } = { found: containment };
    if (found === undefined || kind === 'none') {
      skipped(kind, 'all programs are one user');
      return;
    }
    const abort = new AbortController();
    const other = attempt(found, 'echo s3cr3t-neighbour > note; echo ready > ready; exec sleep 300', {
      signal: abort.signal,
    });
    const neighbour = join(folder, `work-${count - 1}`);
    await eventually(() => expect(existsSync(join(neighbour, 'ready'))).toBe(true));
    const { result } = await attempt(
      found,
      `cat ${neighbour}/note; ls -l ${neighbour}; pkill -9 sleep; cat /proc/*/cmdline | tr '\\0' ' '`,
    );
    expect(result.stdout).not.toMatch(/s3cr3t-neighbour|sleep 300/);
    abort.abort(new Error('enough'));
    await expect(other).rejects.toThrow('enough');
  });
});

type Attempt = (script: string, more?: Partial<ContainedInput>) => ReturnType<typeof attempt>;

function skipped(kind: string, why: string): void {
  process.stderr.write(`left out: ${kind}: ${why}\n`);
}

async function attempt(containment: Containment | undefined, script: string, more: Partial<ContainedInput> = {}) {
  const workspace = join(folder, `work-${count++}`);
  const given = join(workspace, 'given');
  mkdirSync(given, { recursive: true });
  chmodSync(workspace, more.reads === undefined ? 0o700 : 0o755);
  writeFileSync(join(given, 'in'), 'given');
  const input: ContainedInput = {
    command: '/bin/sh',
    args: ['-c', script],
    workingFolder: workspace,
    environment: foreignEnvironment({ HOME: workspace, TMPDIR: workspace }),
    writes: [workspace],
    reads: [],
    network: false,
    runs: 'foreign',
    signal: AbortSignal.timeout(120_000),
    ...more,
  };
  if (containment === undefined) throw new Error('nothing to try');
  return { workspace, result: await containment.session((runs) => runs.run(input)) };
}

/** Whether nobody writes to a file any more. */
async function standsStill(path: string): Promise<boolean> {
  const read = () => readFileSync(path, 'utf8') + String(existsSync(path));
  const before = read();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return read() === before;
}

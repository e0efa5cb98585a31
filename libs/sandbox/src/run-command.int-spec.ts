import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from './child-environment';
import { CommandNotFound, runCommand } from './run-command';

const folder = mkdtempSync(join(tmpdir(), 'packyard-process-'));

describe('runCommand', () => {
  it('answers exit code and output, masked', async () => {
    const result = await run(
      'echo "cloning https://tok:s3cr3t@h.example/x.git"; printf "\\033[31mbad\\033[0m" >&2; exit 3',
    );
    expect(result).toMatchObject({ exitCode: 3, stdout: 'cloning https://***@h.example/x.git\n', stderr: 'bad' });
  });

  it('ends the whole process tree when it is aborted, and waits for that', async () => {
    const abort = new AbortController();
    const running = run(`sleep 300 & echo $! > ${folder}/grandchild; trap '' TERM; wait; sleep 300`, abort.signal);
    while (grandchild() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    abort.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(() => process.kill(grandchild() ?? 0, 0)).toThrow('ESRCH');
  });

  it('keeps head and tail of an endless output', async () => {
    const result = await run('echo first; head -c 1000000 /dev/zero | tr "\\0" x; echo; echo last');
    expect(result.stdout.length).toBeLessThan(300_000);
    expect(result.stdout).toMatch(/^first\n[\s\S]*bytes left out[\s\S]*\nlast\n$/);
  });

  it('tells a missing program from one that fails', async () => {
    const input = {
      command: 'no-such-program',
      args: [],
      workingFolder: folder,
      environment: {},
      signal: AbortSignal.timeout(60_000),
    };
    await expect(runCommand(input)).rejects.toThrow(CommandNotFound);
  });

  it("does not pass the service's own settings on", async () => {
    process.env['PACKYARD_ADMIN_TOKEN'] = 's3cr3t-admin-token';
    process.env['DATABASE_URL'] = 'postgresql://u:s3cr3t@h/db';
    const result = await run('env');
    expect(result.stdout).toContain('PATH=');
    expect(result.stdout).not.toMatch(/s3cr3t|PACKYARD|DATABASE|HOME=\/root/);
  });
});

function run(script: string, signal = AbortSignal.timeout(60_000)) {
  return runCommand({
    command: 'sh',
    args: ['-c', script],
    workingFolder: folder,
    environment: childEnvironment({ HOME: folder }),
    signal,
  });
}

function grandchild(): number | undefined {
  try {
    return Number(readFileSync(join(folder, 'grandchild'), 'utf8').trim()) || undefined;
  } catch {
    return undefined;
  }
}

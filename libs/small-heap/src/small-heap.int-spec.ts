import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const root = resolve(__dirname, '../../..');
const MEGABYTE = 1024 * 1024;

// V8 may take one more.
const PAGE = 0.25;
/** Megabytes. */
const ROOMS = { standalone: 8, gateway: 8, downloader: 2, resolver: 2, 'env-builder': 2, registrar: 2 };
/** Instead of starting anew, says how it would; and ends before anything else is done, in either case. */
const SAYS_HOW = `data:text/javascript,${encodeURIComponent(
  "process.execve = (_program, args) => { process.stdout.write(args.join(' ')); process.exit(); }; setImmediate(() => process.exit(1));",
)}`;

interface Report {
  pid: number;
  args: string[];
  flags: string[];
  variable: string | undefined;
  /** Bytes. */
  most: number;
}

describe('a program with a bounded heap for what is new', () => {
  it('is the same process with the same arguments and variables', async () => {
    const { pid, report } = await run(['--no-warnings'], ['one', 'two words']);
    expect(report).toMatchObject({ pid, args: ['one', 'two words'], variable: 'kept' });
    expect(report.flags).toContain('--no-warnings');
  });

  it('takes no more for what is new, however much it makes', async () => {
    const { report } = await run();
    expect(report.most / MEGABYTE).toBeLessThanOrEqual(3 * 8 + PAGE);
  });

  it('leaves the choice to whoever has made one', async () => {
    const { report } = await run(['--max_semi_space_size=2']);
    expect(report.flags).toEqual(['--max_semi_space_size=2']);
    expect(report.most / MEGABYTE).toBeLessThanOrEqual(3 * 2);
  });

  it('leaves it to whoever has chosen for all programs', async () => {
    const { report } = await run([], [], { NODE_OPTIONS: '--no-warnings --max-semi-space-size=2' });
    expect(report.flags).toEqual([]);
    expect(report.most / MEGABYTE).toBeLessThanOrEqual(3 * 2);
  });

  it('is every service as it is shipped, and a worker has less than those that answer requests', async () => {
    for (const [service, room] of Object.entries(ROOMS)) {
      const program = join(root, 'dist/services', `${service}.js`);
      const child = spawn(process.execPath, ['--import', SAYS_HOW, program], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [restarted] = await Promise.all([text(child.stdout), once(child, 'close')]);
      expect([service, restarted]).toEqual([service, expect.stringContaining(` --max-semi-space-size=${room} `)]);
    }
  });

  it('is every app that serves, before it loads anything else', () => {
    const mains = globSync('apps/*/src/main.ts', { cwd: root }).filter((file) => !file.startsWith('apps/c'));
    expect(mains).toHaveLength(6);
    for (const main of mains)
      expect(readFileSync(join(root, main), 'utf8')).toMatch(/^import '@packyard\/small-heap';\n/);
  });
});

async function run(
  flags: string[] = [],
  args: string[] = [],
  variables: NodeJS.ProcessEnv = {},
): Promise<{ pid: number | undefined; report: Report }> {
  const code = join(root, 'test/support/heap-report.cjs');
  const env = { ...process.env, PACKYARD_HEAP_TEST: 'kept', ...variables };
  const child = spawn(process.execPath, [...flags, code, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { pid: child.pid, report: JSON.parse(output) as Report };
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chmodSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { listenOnLoopback } from '@packyard/testing';

/** Debian puts it where only root looks. */
const PROGRAM = ['pgbouncer', '/usr/sbin/pgbouncer'].find((program) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
});

/** Why the real one (Debian's `pgbouncer`) is not there; nothing when it is. */
export function pgBouncerProblem(): string | undefined {
  return PROGRAM === undefined ? 'there is no pgbouncer' : undefined;
}

export interface BouncerOptions {
  /** What a session of PostgreSQL is given to. */
  mode: 'session' | 'transaction';
  /** Of PostgreSQL, at a time. */
  sessions: number;
}

/** A real pooler of connections, on this machine, before one database. */
export class PgBouncer {
  private constructor(
    private readonly program: ChildProcess,
    readonly url: string,
  ) {}

  static async start(folder: string, databaseUrl: string, options: BouncerOptions): Promise<PgBouncer> {
    const port = await freePort();
    const file = `${folder}-${options.mode}.ini`;
    writeFileSync(file, settings(new URL(databaseUrl), port, options));
    // As root it does not serve.
    const identity = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    if (identity.length > 0) chmodSync(file, 0o644);
    const program = spawn(PROGRAM ?? 'pgbouncer', [...identity, file], { stdio: ['ignore', 'ignore', 'pipe'] });
    await new Promise<void>((resolve, reject) => {
      const said: string[] = [];
      program.once('exit', () => reject(new Error(`pgbouncer ended: ${said.join('\n')}`)));
      createInterface(program.stderr).on('line', (line) => {
        said.push(line);
        if (line.includes('process up')) resolve();
      });
    });
    return new PgBouncer(program, `postgresql://anybody@127.0.0.1:${port}/packyard`);
  }

  async stop(): Promise<void> {
    const gone = once(this.program, 'exit');
    this.program.kill('SIGQUIT');
    await gone;
  }
}

function settings(database: URL, port: number, { mode, sessions }: BouncerOptions): string {
  const login = [
    `host=${database.hostname}`,
    `port=${database.port}`,
    `dbname=${database.pathname.slice(1)}`,
    `user=${decodeURIComponent(database.username)}`,
    `password=${decodeURIComponent(database.password)}`,
  ];
  return `[databases]
packyard = ${login.join(' ')}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${sessions}
max_client_conn = 1000
`;
}

async function freePort(): Promise<number> {
  const server = await listenOnLoopback(createServer());
  await server.close();
  return server.port;
}

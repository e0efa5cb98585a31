import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrateQueues } from '@packyard/pipeline';
import { migrate } from '@packyard/schema';
import { eventually } from '@packyard/testing';
import { Client } from 'pg';
import { EmbeddedCluster } from '../../apps/standalone/src/embedded-postgres/embedded-cluster';
import { isAlive } from '../../apps/standalone/src/embedded-postgres/postmaster';
import { findUnprivilegedUser } from '../../apps/standalone/src/embedded-postgres/unprivileged-user';

/** A PostgreSQL of a test's own that is killed the hard way: whatever it has not written yet is lost. */
export class KillablePostgres {
  private constructor(
    private readonly dataFolder: string,
    readonly url: string,
  ) {}

  static async start(home: string): Promise<KillablePostgres> {
    const url = await new EmbeddedCluster({ home }).start();
    await migrate(url);
    await migrateQueues({ databaseUrl: url });
    return new KillablePostgres(join(home, 'postgres'), url);
  }

  /** An immediate shutdown: no checkpoint, nothing is flushed, all sessions end at once. */
  kill(): Promise<void> {
    return this.end('SIGQUIT');
  }

  stop(): Promise<void> {
    return this.end('SIGINT');
  }

  /** On the same port, as a supervisor would. Returns when it has recovered. */
  async restart(): Promise<void> {
    const [command = '', ...args] = [...this.read('postmaster.opts').matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
    const [program = command, ...rest] = [...(findUnprivilegedUser()?.prefix ?? []), command, ...args];
    spawn(program, rest, { cwd: '/', detached: true, stdio: 'ignore', env: { LC_ALL: 'C', TZ: 'UTC' } }).unref();
    await eventually(() => this.query('SELECT 1'), 30_000);
  }

  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql, parameters)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  private async end(signal: 'SIGQUIT' | 'SIGINT'): Promise<void> {
    const pid = Number(this.read('postmaster.pid').split('\n')[0]);
    process.kill(pid, signal);
    await eventually(() => expect(isAlive(pid)).toBe(false), 30_000);
  }

  private read(name: string): string {
    return readFileSync(join(this.dataFolder, name), 'utf8');
  }
}

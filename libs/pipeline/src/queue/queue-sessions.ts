import { EventEmitter } from 'node:events';
import { PreparedStatementsClient } from '@packyard/schema';
import { DEFAULT_SCHEMA, quoteSchemaName } from 'bullmq';
import { type Client, Pool } from 'pg';
import { ListeningClient } from './listening-client';
import { RefusingSocket } from './refusing-socket';

// Each session takes PostgreSQL some 10 MB, and a start the time to open it. Statements of queues are short, one by one, and
// wait for nothing that another one of this process holds.
const POOL_SIZE = 4;
// What is lost of the queues when PostgreSQL is killed, the sweeper makes again from the rows of the tasks.
const WITHOUT_FSYNC_WAIT = '-c synchronous_commit=off';
// Whoever only listens learns from nothing else that the server is gone.
const KEEP_ALIVE_AFTER_MS = 10_000;

type Lost = (error: Error) => void;

/** The sessions of PostgreSQL that all queues and workers of a process share: a few that ask, and one that listens. */
export class QueueSessions {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly names = new Set<string>();
  private pool: Pool | undefined;
  private opening: Promise<Client> | undefined;
  private users = 0;

  constructor(private readonly databaseUrl: string) {}

  /** For each queue and each worker, which has to leave. @param onLost when the session that listens is lost */
  enter(onLost: Lost): Pool {
    this.users += 1;
    this.emitter.on('lost', onLost);
    return (this.pool ??= this.makePool());
  }

  /** The last one closes all of them. */
  async leave(onLost: Lost): Promise<void> {
    this.emitter.off('lost', onLost);
    this.users -= 1;
    if (this.users > 0) return;
    const { pool, opening } = this;
    this.pool = undefined;
    this.opening = undefined;
    this.names.clear();
    const listener = await opening?.catch(() => undefined);
    // A server that ends just then says so to nobody any more.
    listener?.removeAllListeners().on('error', () => undefined);
    await Promise.all([listener?.end(), pool?.end()]);
  }

  /** Opened anew when it was lost. */
  listener(): Promise<Client> {
    if (this.opening !== undefined) return this.opening;
    if (this.users === 0) return Promise.reject(new Error('The sessions of the queues are closed.'));
    const opening = this.openListener();
    this.opening = opening;
    opening.then(
      (client) => client.on('error', (error) => this.lose(opening, error)),
      () => this.forget(opening),
    );
    return opening;
  }

  /** BullMQ finds the workers of a queue by the names of sessions: this one has those of all workers here. */
  async addName(name: string): Promise<void> {
    this.names.add(name);
    const client = await this.listener();
    await client.query("SELECT set_config('application_name', $1, false)", [this.allNames]);
  }

  private get allNames(): string {
    return [...this.names].toSorted().join(' ');
  }

  private makePool(): Pool {
    const options = `${WITHOUT_FSYNC_WAIT} -c search_path=${quoteSchemaName(DEFAULT_SCHEMA)}`;
    const pool = new Pool({
      connectionString: this.databaseUrl,
      application_name: 'packyard queues',
      max: POOL_SIZE,
      options,
      stream: () => new RefusingSocket(),
      Client: PreparedStatementsClient,
    });
    return pool.setMaxListeners(0);
  }

  private async openListener(): Promise<Client> {
    const client = new ListeningClient({
      connectionString: this.databaseUrl,
      application_name: this.allNames,
      stream: () => new RefusingSocket(),
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    });
    await client.connect();
    return client.setMaxListeners(0);
  }

  private lose(opening: Promise<Client>, error: Error): void {
    if (!this.forget(opening)) return;
    void opening.then((client) => client.removeAllListeners('notification').end()).catch(() => undefined);
    this.emitter.emit('lost', error);
  }

  private forget(opening: Promise<Client>): boolean {
    if (this.opening !== opening) return false;
    this.opening = undefined;
    return true;
  }
}

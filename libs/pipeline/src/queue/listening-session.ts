import { EventEmitter } from 'node:events';
import { cutConnection } from '@packyard/schema';
import type { Client } from 'pg';
import { ListeningClient } from './listening-client';
import { RefusingSocket } from './refusing-socket';

// Nothing comes from a session that fell silent, nor that it is gone: it is asked now and again.
const MAX_SILENCE_MS = 10_000;

type Lost = (error: Error) => void;

/**
 * The one session of PostgreSQL by which a process listens, whoever of it does: PostgreSQL wakes everybody who listens for each
 * notification in its database, whichever channel it is for, and has a transaction for that.
 */
export class ListeningSession {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly names = new Set<string>();
  private opening: Promise<Client> | undefined;
  private users = 0;

  constructor(
    private readonly databaseUrl: string,
    private readonly maxSilenceMs = MAX_SILENCE_MS,
  ) {}

  /** For each user, which has to leave. @param onLost when the session is lost: whoever needs it opens it again */
  enter(onLost: Lost): void {
    this.users += 1;
    this.emitter.on('lost', onLost);
  }

  /** The last one closes it. */
  async leave(onLost: Lost): Promise<void> {
    this.emitter.off('lost', onLost);
    this.users -= 1;
    if (this.users > 0) return;
    const { opening } = this;
    this.opening = undefined;
    this.names.clear();
    const client = await opening?.catch(() => undefined);
    // A server that ends just then says so to nobody any more.
    client?.removeAllListeners('error').on('error', () => undefined);
    await client?.end();
  }

  /** The session, opened when it is not, or was lost. @throws when it can't be */
  open(): Promise<Client> {
    if (this.opening !== undefined) return this.opening;
    if (this.users === 0) return Promise.reject(new Error('Nobody listens here any more.'));
    const opening = this.connect();
    this.opening = opening;
    opening.then(
      (client) => this.watch(opening, client),
      () => this.forget(opening),
    );
    return opening;
  }

  /** BullMQ finds the workers of a queue by the names of sessions: this one has those of all workers here. */
  async addName(name: string): Promise<void> {
    this.names.add(name);
    const client = await this.open();
    await client.query("SELECT set_config('application_name', $1, false)", [this.allNames]);
  }

  private get allNames(): string {
    return [...this.names].toSorted().join(' ');
  }

  private async connect(): Promise<Client> {
    const client = new ListeningClient({
      connectionString: this.databaseUrl,
      application_name: this.allNames,
      connectionTimeoutMillis: this.maxSilenceMs,
      query_timeout: this.maxSilenceMs,
      stream: () => new RefusingSocket(),
    });
    try {
      await client.connect();
    } catch (error) {
      cutConnection(client);
      throw error;
    }
    return client.setMaxListeners(0);
  }

  private watch(opening: Promise<Client>, client: Client): void {
    const heartbeat = setInterval(() => {
      client.query('SELECT 1').catch(() => cutConnection(client));
    }, this.maxSilenceMs);
    client.on('error', (error) => this.lose(opening, error));
    client.on('end', () => {
      clearInterval(heartbeat);
      this.lose(opening, new Error('The session that listens was ended.'));
    });
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

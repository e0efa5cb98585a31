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
  /** Their names, where they have one. */
  private readonly users = new Map<Lost, string | undefined>();
  private opening: Promise<Client> | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly maxSilenceMs = MAX_SILENCE_MS,
  ) {}

  /** For each user, which has to leave. @param onLost when the session is lost: whoever needs it opens it again */
  enter(onLost: Lost): void {
    this.users.set(onLost, undefined);
  }

  /** The last one closes it. */
  async leave(onLost: Lost): Promise<void> {
    const hadName = this.users.get(onLost) !== undefined;
    this.users.delete(onLost);
    const { opening } = this;
    if (this.users.size > 0) {
      // Nobody waits for that. A session that is lost just then has the right names when it is opened again.
      if (hadName) void opening?.then((client) => this.showNames(client)).catch(() => undefined);
      return;
    }
    this.opening = undefined;
    const client = await opening?.catch(() => undefined);
    // A server that ends just then says so to nobody any more.
    client?.removeAllListeners('error').on('error', () => undefined);
    await client?.end();
  }

  /** The session, opened when it is not, or was lost. @throws when it can't be */
  open(): Promise<Client> {
    if (this.opening !== undefined) return this.opening;
    if (this.users.size === 0) return Promise.reject(new Error('Nobody listens here any more.'));
    const opening = this.connect();
    this.opening = opening;
    opening.then(
      (client) => this.watch(opening, client),
      () => this.forget(opening),
    );
    return opening;
  }

  /** BullMQ finds the workers of a queue by the names of sessions: this one has those of all workers here. */
  async setName(onLost: Lost, name: string): Promise<void> {
    if (!this.users.has(onLost)) throw new Error('Whoever has left has no name here.');
    this.users.set(onLost, name);
    await this.showNames(await this.open());
  }

  private async showNames(client: Client): Promise<void> {
    await client.query("SELECT set_config('application_name', $1, false)", [this.allNames]);
  }

  private get allNames(): string {
    return [...new Set(this.users.values())]
      .filter((name) => name !== undefined)
      .toSorted()
      .join(' ');
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
    // The session gives itself up when that is not answered.
    const heartbeat = setInterval(() => {
      client.query('SELECT 1').catch(() => undefined);
    }, this.maxSilenceMs);
    client.on('error', (error) => this.lose(opening, error));
    client.on('end', () => {
      clearInterval(heartbeat);
      this.lose(opening, new Error('The session that listens was ended.'));
    });
  }

  private lose(opening: Promise<Client>, error: Error): void {
    if (!this.forget(opening)) return;
    // One that never was opened has told so to whoever opened it.
    void opening.then((client) => client.removeAllListeners('notification').end()).catch(() => undefined);
    for (const onLost of [...this.users.keys()]) onLost(error);
  }

  private forget(opening: Promise<Client>): boolean {
    if (this.opening !== opening) return false;
    this.opening = undefined;
    return true;
  }
}

import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { within } from '@packyard/pipeline';
import { cutConnection } from '@packyard/schema';
import { Client } from 'pg';

const FIRST_RETRY_MS = 200;
const MAX_RETRY_MS = 5000;
const SHUTDOWN_TIMEOUT_MS = 500;
// Nothing comes from a connection that fell silent, nor that it is gone: it is asked now and again.
const MAX_SILENCE_MS = 10_000;

/** Receives `undefined` after a reconnect, because notifications may have been missed. */
export type Listener = (payload: string | undefined) => void;

/** PostgreSQL's `LISTEN` and `NOTIFY`, over one dedicated connection for the whole process. Triggers in migrations notify. */
export class Notifications implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Notifications.name);
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private client: Client | undefined;
  private isClosed = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly maxSilenceMs = MAX_SILENCE_MS,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.connect();
  }

  async onModuleDestroy(): Promise<void> {
    this.isClosed = true;
    await within(SHUTDOWN_TIMEOUT_MS, this.client?.end() ?? Promise.resolve());
  }

  /** Must be called before `onModuleInit`, from a constructor. */
  listen(channel: string, listener: Listener): void {
    this.emitter.on(channel, listener);
  }

  /** Not retried. @throws when the connection is down */
  async notify(channel: string, payload: string): Promise<void> {
    await this.client?.query('SELECT pg_notify($1, $2)', [channel, payload]);
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'packyard notifications',
      connectionTimeoutMillis: this.maxSilenceMs,
      query_timeout: this.maxSilenceMs,
    });
    client.on('error', (error) => this.logger.warn(`The connection for notifications was lost: ${error.message}`));
    client.on('notification', ({ channel, payload }) => this.emitter.emit(channel, payload));
    this.client = client;
    try {
      await client.connect();
      for (const channel of this.emitter.eventNames()) await client.query(`LISTEN ${String(channel)}`);
      // Closed meanwhile: nobody else would end it.
      if (this.isClosed) cutConnection(client);
    } catch (error) {
      cutConnection(client);
      throw error;
    }
    const heartbeat = setInterval(() => {
      client.query('SELECT 1').catch(() => cutConnection(client));
    }, this.maxSilenceMs);
    client.on('end', () => {
      clearInterval(heartbeat);
      void this.reconnect();
    });
  }

  private async reconnect(): Promise<void> {
    for (let waitMs = FIRST_RETRY_MS; await this.isOpenAfter(waitMs); waitMs = Math.min(waitMs * 2, MAX_RETRY_MS)) {
      try {
        await this.connect();
        for (const channel of this.emitter.eventNames()) this.emitter.emit(channel, undefined);
        return;
      } catch (error) {
        this.logger.warn(`The connection for notifications is not back yet: ${String(error)}`);
      }
    }
  }

  private async isOpenAfter(waitMs: number): Promise<boolean> {
    await delay(waitMs);
    return !this.isClosed;
  }
}

import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ListeningSession, withinTime } from '@packyard/pipeline';

// By which its session is known to PostgreSQL.
const NAME = 'packyard-notifications';
const FIRST_RETRY_MS = 200;
const MAX_RETRY_MS = 5000;
const SHUTDOWN_TIMEOUT_MS = 500;

/** Receives `undefined` after a reconnect, because notifications may have been missed. */
export type Listener = (payload: string | undefined) => void;

/** PostgreSQL's `LISTEN` and `NOTIFY`, over the session by which the process listens. Triggers in migrations notify. */
@Injectable()
export class Notifications implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Notifications.name);
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private reconnecting: Promise<void> | undefined;
  private isClosed = false;

  constructor(private readonly session: ListeningSession) {}

  async onModuleInit(): Promise<void> {
    this.session.enter(this.onLost);
    await this.connect();
  }

  async onModuleDestroy(): Promise<void> {
    this.isClosed = true;
    await withinTime(SHUTDOWN_TIMEOUT_MS, this.session.leave(this.onLost));
  }

  /** Must be called before `onModuleInit`, from a constructor. */
  listen(channel: string, listener: Listener): void {
    this.emitter.on(channel, listener);
  }

  /** Not retried. @throws when the connection is down */
  async notify(channel: string, payload: string): Promise<void> {
    const client = await this.session.open();
    await client.query('SELECT pg_notify($1, $2)', [channel, payload]);
  }

  private async connect(): Promise<void> {
    await this.session.setName(this.onLost, NAME);
    const client = await this.session.open();
    // Perhaps the same session as before, when only listening failed.
    client.off('notification', this.hear).on('notification', this.hear);
    for (const channel of this.emitter.eventNames()) await client.query(`LISTEN ${String(channel)}`);
  }

  // Others may go on using the session.
  private readonly hear = ({ channel, payload }: { channel: string; payload?: string | undefined }) => {
    if (!this.isClosed) this.emitter.emit(channel, payload);
  };

  private readonly onLost = (error: Error) => {
    this.logger.warn(`The connection for notifications was lost: ${error.message}`);
    this.reconnecting ??= this.reconnect().finally(() => (this.reconnecting = undefined));
  };

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

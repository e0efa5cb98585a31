import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { Client } from 'pg';

const CHANNEL = 'execution_event';
const ALL = 'all';
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;

/** Tells when something happened in an execution, in whichever process: one connection that listens, for all readers. */
export class EventFeed implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(EventFeed.name);
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private client: Client | undefined;
  private isClosed = false;

  constructor(private readonly databaseUrl: string) {}

  async onModuleInit(): Promise<void> {
    await this.listen();
  }

  async onModuleDestroy(): Promise<void> {
    this.isClosed = true;
    this.emitter.emit(ALL);
    await this.client?.end();
  }

  /** Calls back when there may be new events: after each one, and after the connection was lost in between. */
  subscribe(executionId: ExecutionId, wake: () => void): () => void {
    const channel = String(executionId);
    this.emitter.on(channel, wake).on(ALL, wake);
    return () => this.emitter.off(channel, wake).off(ALL, wake);
  }

  get isShuttingDown(): boolean {
    return this.isClosed;
  }

  private async listen(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, application_name: 'packyard events' });
    client.on('error', (error) => this.logger.warn(`The event connection was lost: ${error.message}`));
    client.on('end', () => void this.reconnect());
    client.on('notification', ({ payload }) => this.emitter.emit(payload ?? ALL));
    this.client = client;
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
  }

  private async reconnect(): Promise<void> {
    for (let waitMs = FIRST_RETRY_MS; !this.isClosed; waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
      await delay(waitMs);
      try {
        await this.listen();
        this.emitter.emit(ALL);
        return;
      } catch (error) {
        this.client?.removeAllListeners('end');
        this.logger.warn(`The event connection is not back yet: ${String(error)}`);
      }
    }
  }
}

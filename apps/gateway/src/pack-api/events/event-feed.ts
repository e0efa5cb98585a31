import { EventEmitter } from 'node:events';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { Notifications } from '../../notifications';

const CHANNEL = 'execution_event';
const ALL = 'all';

/** Calls back when something happened in an execution, in whichever process. */
@Injectable()
export class EventFeed implements OnModuleDestroy {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private isClosed = false;

  constructor(notifications: Notifications) {
    notifications.listen(CHANNEL, (executionId = ALL) => this.emitter.emit(executionId));
  }

  onModuleDestroy(): void {
    this.isClosed = true;
    this.emitter.emit(ALL);
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
}

import { EventEmitter } from 'node:events';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { Notifications } from '../../notifications';

const CHANNEL = 'execution_event';
const ALL = 'all';

/** Notifies subscribers of new events of an execution, from all processes. */
@Injectable()
export class EventFeed implements OnModuleDestroy {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private isClosed = false;

  constructor(notifications: Notifications) {
    notifications.listen(CHANNEL, (executionId = ALL) => this.emitter.emit(executionId));
  }

  onModuleDestroy(): void {
    this.end();
  }

  /** Whoever waits is woken, and waits no more. */
  end(): void {
    this.isClosed = true;
    this.emitter.emit(ALL);
  }

  /** Calls `wake` after each event, and after a lost connection, when events may have been missed. */
  subscribe(executionId: ExecutionId, wake: () => void): () => void {
    const channel = String(executionId);
    this.emitter.on(channel, wake).on(ALL, wake);
    return () => this.emitter.off(channel, wake).off(ALL, wake);
  }

  get isShuttingDown(): boolean {
    return this.isClosed;
  }
}

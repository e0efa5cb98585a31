import { EventEmitter } from 'node:events';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { Notifications } from '../../notifications';

const ALL = 'all';
// So long a reader waits for more after an event: those of a moment are read, and sent, together. The end waits for nobody.
const EVENTS_TOGETHER_MS = 200;

/** Wakes who follows an execution, or waits for its end, from all processes. */
@Injectable()
export class EventFeed implements OnModuleDestroy {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private isClosed = false;

  constructor(notifications: Notifications) {
    notifications.listen('execution_event', (executionId) => this.emitter.emit(`event ${executionId}`));
    // After a lost connection it is unknown what was missed.
    notifications.listen('execution_end', (id) => this.emitter.emit(id === undefined ? ALL : `end ${id}`));
  }

  onModuleDestroy(): void {
    this.end();
  }

  /** Whoever waits is woken, and waits no more. */
  end(): void {
    this.isClosed = true;
    this.emitter.emit(ALL);
  }

  /** Calls `wake` once the execution has ended, and after a lost connection, when that may have been missed. */
  subscribeToEnd(executionId: ExecutionId, wake: () => void): () => void {
    const channel = `end ${executionId}`;
    this.emitter.on(channel, wake).on(ALL, wake);
    return () => this.emitter.off(channel, wake).off(ALL, wake);
  }

  /** The same, and a moment after events. */
  subscribe(executionId: ExecutionId, wake: () => void): () => void {
    const channel = `event ${executionId}`;
    let timer: NodeJS.Timeout | undefined;
    const wakeSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        wake();
      }, EVENTS_TOGETHER_MS);
    };
    const unsubscribeFromEnd = this.subscribeToEnd(executionId, wake);
    this.emitter.on(channel, wakeSoon);
    return () => {
      clearTimeout(timer);
      this.emitter.off(channel, wakeSoon);
      unsubscribeFromEnd();
    };
  }

  get isShuttingDown(): boolean {
    return this.isClosed;
  }
}

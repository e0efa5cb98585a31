import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { Reconciliation } from './reconciliation';

// What nobody waits for, such as that a task has begun, is looked at together with what comes next.
const SOON_MS = 100;
// Deciding takes at most a fifth of the time while tasks are at work, however many of them end.
const PAUSE_FACTOR = 4;
const LONGEST_PAUSE_MS = 250;

interface Turn {
  done: Promise<void>;
  isAskedAgain: boolean;
}

/**
 * Sees to it that what is due next in an execution is decided after everything that changes it. However much has changed
 * meanwhile is decided at once: in a process one turn at a time for each execution, and between processes one after the
 * other, by a lock. A turn that fails or is lost is made up for by the sweeper.
 */
@Injectable()
export class Reconciler implements OnModuleDestroy {
  private readonly logger = new Logger(Reconciler.name);
  private readonly turns = new Map<ExecutionId, Turn>();
  private readonly timers = new Map<ExecutionId, NodeJS.Timeout>();
  private isClosing = false;

  constructor(private readonly reconciliation: Reconciliation) {}

  /** To be called after the change is committed. Never rejects. */
  request(executionId: ExecutionId): Promise<void> {
    this.forgetTimer(executionId);
    const current = this.turns.get(executionId);
    if (current !== undefined) {
      current.isAskedAgain = true;
      return current.done;
    }
    const turn: Turn = { done: Promise.resolve(), isAskedAgain: false };
    this.turns.set(executionId, turn);
    turn.done = this.takeTurns(executionId, turn).finally(() => this.turns.delete(executionId));
    return turn.done;
  }

  /** For changes that only readers are interested in. */
  soon(executionId: ExecutionId): void {
    if (this.isClosing || this.timers.has(executionId) || this.turns.has(executionId)) return;
    this.timers.set(
      executionId,
      setTimeout(() => void this.request(executionId), SOON_MS),
    );
  }

  /** What is being decided is decided to its end. */
  async onModuleDestroy(): Promise<void> {
    this.isClosing = true;
    for (const executionId of this.timers.keys()) this.forgetTimer(executionId);
    await Promise.all([...this.turns.values()].map(({ done }) => done));
  }

  private async takeTurns(executionId: ExecutionId, turn: Turn): Promise<void> {
    do {
      turn.isAskedAgain = false;
      const pauseMs = await this.take(executionId);
      if (wasAskedAgain(turn) && !this.isClosing) await delay(pauseMs);
    } while (wasAskedAgain(turn));
  }

  /** Answers how long to wait before the next turn. */
  private async take(executionId: ExecutionId): Promise<number> {
    try {
      const { tookMs, isBusy } = await this.reconciliation.run(executionId);
      return isBusy ? Math.min(LONGEST_PAUSE_MS, PAUSE_FACTOR * tookMs) : 0;
    } catch (error) {
      this.logger.warn(`What is due in execution ${executionId} could not be decided, and will be: ${String(error)}`);
      return LONGEST_PAUSE_MS;
    }
  }

  private forgetTimer(executionId: ExecutionId): void {
    clearTimeout(this.timers.get(executionId));
    this.timers.delete(executionId);
  }
}

/** Others may have asked while the turn was waited for. */
function wasAskedAgain({ isAskedAgain }: Turn): boolean {
  return isAskedAgain;
}

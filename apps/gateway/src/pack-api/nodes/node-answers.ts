import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { RolloutRepository, type WantedState, WantedStateRepository } from '@packyard/schema';
import { Notifications } from '../../notifications';
import { RecentWantedStates } from './recent-wanted-states';
import { answerFor, type AskingNode, type WantedAnswerSet } from './answer-for-node';
import { type WantedBody, WantedSet } from './wanted-set';

const CHANNEL = 'wanted_state';
/** Whatever nobody is notified of is seen then. */
const MAX_KEPT_MS = 60_000;

/**
 * What is wanted of all nodes. It is read from the database once after each notification, not once for each node that waits;
 * those who wait cost a timer each.
 */
@Injectable()
export class NodeAnswers implements OnModuleDestroy {
  private current: Promise<WantedAnswerSet<WantedSet>> | undefined;
  /** As they were read last: what is read again is told by the answers that are made already. */
  private latest: WantedSet[] = [];
  private readonly known = new RecentWantedStates();
  private readonly waiting = new Set<() => void>();
  private readAt = 0;
  private changes = 0;
  private isClosed = false;

  constructor(
    notifications: Notifications,
    private readonly states: WantedStateRepository,
    private readonly rollouts: RolloutRepository,
  ) {
    notifications.listen(CHANNEL, () => this.renew());
  }

  onModuleDestroy(): void {
    this.end();
  }

  /** Whoever waits is told that nothing has changed, and asks another gateway. */
  end(): void {
    this.isClosed = true;
    this.wake();
  }

  /** What the node is told, when that is another than it has; nothing when it is the same for as long as may be waited. */
  async differingFrom(
    node: AskingNode,
    { waitMs, signal }: { waitMs: number; signal: AbortSignal },
  ): Promise<WantedSet | undefined> {
    const until = performance.now() + waitMs;
    for (;;) {
      const { changes } = this;
      const answer = answerFor(await this.answers(), node);
      if (answer !== undefined) return answer;
      // What changed while it was looked at is not missed.
      if (changes === this.changes && !(await this.changed(until - performance.now(), signal))) return undefined;
    }
  }

  /** What changed since that state, where it is known; else all. */
  bodySince(state: string, answer: WantedSet): Promise<WantedBody> {
    const base = this.known.find(state);
    return base === undefined ? answer.all() : answer.changesSince(base);
  }

  /** Whether something may have changed, before the time was over. */
  private changed(withinMs: number, signal: AbortSignal): Promise<boolean> {
    if (withinMs <= 0 || this.isClosed || signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (isChanged: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal.removeEventListener('abort', leave);
        resolve(isChanged);
      };
      const wake = () => end(!this.isClosed);
      const leave = () => end(false);
      const timer = setTimeout(leave, withinMs);
      signal.addEventListener('abort', leave);
      this.waiting.add(wake);
    });
  }

  private renew(): void {
    this.changes += 1;
    this.current = undefined;
    this.wake();
  }

  private wake(): void {
    for (const wake of [...this.waiting]) wake();
  }

  private async answers(): Promise<WantedAnswerSet<WantedSet>> {
    if (performance.now() - this.readAt > MAX_KEPT_MS) this.current = undefined;
    const asked = (this.current ??= this.read());
    try {
      return await asked;
    } catch (error) {
      // Whoever asks next tries again.
      if (this.current === asked) this.current = undefined;
      throw error;
    }
  }

  private async read(): Promise<WantedAnswerSet<WantedSet>> {
    this.readAt = performance.now();
    const states = await this.rollouts.toldStates();
    const { target, base, told } = states ?? { target: await this.states.read(), base: null, told: [] };
    const sets = { target: this.setOf(target), base: base === null ? undefined : this.setOf(base) };
    this.latest = [sets.target, sets.base].filter((set) => set !== undefined);
    for (const set of this.latest) this.known.see(set);
    return { ...sets, told: new Set(told) };
  }

  private setOf(wanted: WantedState): WantedSet {
    const made = new WantedSet(wanted, this.latest[0]?.packs);
    return this.latest.find(({ state }) => state === made.state) ?? made;
  }
}

import { ExecutionId } from '@packyard/contracts';
import type { ExecutionRepository } from '@packyard/schema';
import type { Notifications } from '../../notifications';
import { EventFeed } from '../events/event-feed';
import { ExecutionWaiter } from './execution-waiter';

const LONG_MS = 3_600_000;
const id = ExecutionId.parse(7);

describe('waiting for the end of an execution', () => {
  let ended = false;
  let asked: () => void = () => undefined;
  let notify: (payload?: string) => void;
  let feed: EventFeed;
  let waiter: ExecutionWaiter;

  beforeEach(() => {
    ended = false;
    const notifications = { listen: (_channel: string, heard: typeof notify) => (notify = heard) };
    feed = new EventFeed(notifications as unknown as Notifications);
    const executions = {
      hasEnded: () => {
        asked();
        return Promise.resolve(ended);
      },
    };
    waiter = new ExecutionWaiter(executions as unknown as ExecutionRepository, feed);
  });

  /** Waits, and does something once it was asked for the first time. */
  async function hasEnded(withinMs: number, meanwhile: () => void = () => undefined): Promise<boolean> {
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const answer = waiter.waitForEnd(id, withinMs);
    await isAsked;
    meanwhile();
    return answer;
  }

  it('is over with the execution', async () => {
    const end = () => {
      ended = true;
      notify('7');
    };
    expect(await hasEnded(LONG_MS, end)).toBe(true);
  });

  it('is over after its time, or at once when there is none', async () => {
    expect(await hasEnded(5)).toBe(false);
    expect(await hasEnded(0)).toBe(false);
  });

  it('is over when the service shuts down', async () => {
    expect(await hasEnded(LONG_MS, () => feed.onModuleDestroy())).toBe(false);
  });

  it('does not answer as ended what has not, when no time is set', async () => {
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const answer = waiter.waitFor(id);
    await isAsked;
    feed.onModuleDestroy();
    await expect(answer).rejects.toMatchObject({ code: 'NOT_READY' });
  });
});

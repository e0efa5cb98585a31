import type { LeasedTask } from '@packyard/schema';
import type { Job } from 'bullmq';
import { TaskProgress } from './task-progress';

const OFTEN_MS = 450;

describe('TaskProgress', () => {
  let events: string[];
  let shown: unknown[];
  let progress: TaskProgress;

  beforeEach(() => {
    jest.useFakeTimers();
    [events, shown] = [[], []];
    const note = (what: unknown) => Promise.resolve(void shown.push(what));
    const job = { updateProgress: note, log: note } as unknown as Job<unknown>;
    const sink = { appendProgress: (_task: LeasedTask, text: string) => Promise.resolve(void events.push(text)) };
    progress = new TaskProgress(job, { id: 1 } as LeasedTask, sink);
  });
  afterEach(() => jest.useRealTimers());

  async function work(times: number): Promise<void> {
    for (let time = 1; time <= times; time += 1) {
      progress.say(`step ${time}`, OFTEN_MS);
      await jest.advanceTimersByTimeAsync(OFTEN_MS);
    }
    await progress.stop();
  }

  it('says what is being done as often as is asked, and nothing to the console of what is over soon', async () => {
    await work(3);
    expect(events).toEqual(['step 1', 'step 2', 'step 3']);
    expect(shown).toEqual([]);
  });

  it('says to the console every second and a half what takes longer', async () => {
    await work(8);
    expect(events).toHaveLength(8);
    expect(shown).toEqual([
      { text: 'step 4', seconds: 2 },
      '2 s: step 4',
      { text: 'step 8', seconds: 4 },
      '4 s: step 8',
    ]);
  });
});

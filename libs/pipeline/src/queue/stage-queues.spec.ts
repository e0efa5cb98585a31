import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import type { ExecutionId, TaskId } from '@packyard/contracts';
import { eventually } from '@packyard/testing';
import { StageQueues } from './stage-queues';

class FakeQueue extends EventEmitter {
  readonly added: { delay: number; priority: number }[] = [];
  /** How often it was asked for a job, and what it answers. */
  asked = 0;
  answer: () => Promise<FakeJob | undefined> = () => Promise.resolve(undefined);
  paused: () => Promise<boolean> = () => Promise.resolve(false);

  add(_name: string, _data: object, opts: { delay: number; priority: number }): Promise<void> {
    this.added.push(opts);
    return Promise.resolve();
  }

  getJob(): Promise<FakeJob | undefined> {
    this.asked += 1;
    return this.answer();
  }

  isPaused(): Promise<boolean> {
    return this.paused();
  }
}

interface FakeJob {
  isDelayed(): Promise<boolean>;
  promote(): Promise<void>;
}

describe('the queues', () => {
  let fakes: FakeQueue[];
  let warn: jest.SpyInstance;

  beforeEach(() => {
    fakes = Array.from({ length: 4 }, () => new FakeQueue());
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  it('say once in a while that they are away, in one line', () => {
    new StageQueues(...(fakes as unknown as ConstructorParameters<typeof StageQueues>));
    for (const queue of fakes) for (let time = 0; time < 3; time += 1) queue.emit('error', new Error('cut off'));
    expect(warn.mock.calls).toEqual([['The queues are not answering: cut off']]);
  });

  it('deliver by rank, and not before the task is due', async () => {
    const queues = new StageQueues(...(fakes as unknown as ConstructorParameters<typeof StageQueues>));
    const task = { taskId: 7 as TaskId, executionId: 1 as ExecutionId, jobNumber: 1, stage: 'download' } as const;
    await queues.add([{ ...task, delayMs: 1500, rank: 12 }]);
    expect(fakes[0]?.added).toEqual([expect.objectContaining({ delay: 1500, priority: 12 })]);
  });

  describe('with many tasks that were held', () => {
    const held = Array.from({ length: 100 }, (_task, index) => ({
      taskId: index as TaskId,
      executionId: 1 as ExecutionId,
      jobNumber: 1,
      stage: 'download' as const,
      delayMs: 0,
      rank: index,
    }));
    const queuesWith = (answer: FakeQueue['answer']) => {
      fakes[0]!.answer = answer;
      return new StageQueues(...(fakes as unknown as ConstructorParameters<typeof StageQueues>));
    };

    it('let workers fetch all that wait, and go on when one has gone on meanwhile', async () => {
      let promoted = 0;
      const promote = () => Promise.resolve(void (promoted += 1));
      const refuse = () => Promise.reject(new Error('Job is not in the delayed state'));
      const queues = queuesWith(() =>
        Promise.resolve({ isDelayed: () => Promise.resolve(true), promote: fakes[0]!.asked === 1 ? refuse : promote }),
      );
      await queues.offer(held);
      expect(promoted).toBe(99);
      expect(warn).toHaveBeenCalledTimes(1);
    });

    it.each([
      ['refuses', () => Promise.reject(new Error('connection refused'))],
      ['does not answer', () => new Promise<undefined>(() => undefined)],
    ])(
      'are asked no more when one of them %s',
      async (_how, answer) => {
        await queuesWith(answer).offer(held);
        expect(fakes[0]!.asked).toBeLessThan(held.length / 2);
        expect(warn).toHaveBeenCalledTimes(1);
      },
      10_000,
    );

    it('do not say that they are stopped when they are away', async () => {
      const queues = queuesWith(() => Promise.resolve(undefined));
      expect(await queues.isPaused('download')).toBe(false);
      fakes[0]!.paused = () => Promise.reject(new Error('connection refused'));
      await eventually(async () => expect(await queues.isPaused('download')).toBeUndefined());
    });
  });

  describe('asked whether a stage is stopped', () => {
    let asked: number;
    let queues: StageQueues;
    const decide = () => Promise.all([queues.isPaused('download'), queues.isPaused('download')]);

    beforeEach(async () => {
      asked = 0;
      let isPaused = false;
      fakes[0]!.paused = () => Promise.resolve((asked += 1) > 0 && isPaused);
      fakes[0]!.on('paused', () => (isPaused = true)).on('resumed', () => (isPaused = false));
      queues = new StageQueues(...(fakes as unknown as ConstructorParameters<typeof StageQueues>));
      expect([await decide(), await decide()].flat()).toEqual([false, false, false, false]);
    });

    it('ask once for the many decisions of a moment', () => expect(asked).toBe(1));

    it('know at once of who stops it, or lets it go on, in this process', async () => {
      fakes[0]!.emit('paused');
      expect(await decide()).toEqual([true, true]);
      fakes[0]!.emit('resumed');
      expect([await decide(), asked]).toEqual([[false, false], 3]);
    });
  });
});

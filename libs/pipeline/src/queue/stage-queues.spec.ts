import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import type { ExecutionId, TaskId } from '@packyard/contracts';
import { StageQueues } from './stage-queues';

class FakeQueue extends EventEmitter {
  readonly added: { delay: number; priority: number }[] = [];

  add(_name: string, _data: object, opts: { delay: number; priority: number }): Promise<void> {
    this.added.push(opts);
    return Promise.resolve();
  }
}

describe('the queues', () => {
  const fakes = Array.from({ length: 4 }, () => new FakeQueue());
  let warn: jest.SpyInstance;

  beforeEach(() => (warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation()));
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
});

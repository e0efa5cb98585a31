import type { WorkerProcessRepository } from '@packyard/schema';
import type { HomeLayout } from '@packyard/store';
import type { DataSource } from 'typeorm';
import type { StageQueues } from '../queue/stage-queues';
import { ReadinessCheck } from './readiness';

describe('ReadinessCheck', () => {
  it('asks nothing twice for a crowd', async () => {
    let asked = 0;
    const count = () => {
      asked += 1;
      return Promise.reject(new Error('the queue is away'));
    };
    const check = new ReadinessCheck(
      { query: () => Promise.resolve([]) } as unknown as DataSource,
      { all: () => [{ count }] } as unknown as StageQueues,
      {} as WorkerProcessRepository,
      { home: __dirname } as HomeLayout,
    );
    const answers = await Promise.allSettled(Array.from({ length: 1000 }, () => check.run()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(asked).toBe(1);
  });
});

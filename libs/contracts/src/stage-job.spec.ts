import { StageJob } from './stage-job';

describe('a job of a stage', () => {
  const job = { executionId: 3, taskId: 7, jobNumber: 2 };

  it('is of one task, and has a number', () => {
    expect(StageJob.parse(job)).toEqual(job);
  });

  it('says the same when it was queued before an upgrade', () => {
    expect(StageJob.parse({ executionId: 3, taskId: 7, attempt: 2 })).toEqual(job);
  });

  it.each([
    [{ executionId: 3, taskId: 7 }],
    [{ ...job, attempt: 2 }],
    [{ executionId: 3, taskId: 7, attempt: 0 }],
    [{ ...job, path: '/srv/pack' }],
    [{ executionId: 3, taskId: 7, attempt: 2, path: '/srv/pack' }],
  ])('is nothing else: %j', (other) => {
    expect(StageJob.safeParse(other).success).toBe(false);
  });
});

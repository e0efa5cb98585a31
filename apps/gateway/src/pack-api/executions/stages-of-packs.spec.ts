import type { EnvironmentId, ExecutionPackId, TaskId } from '@packyard/contracts';
import type { TaskEntity } from '@packyard/schema';
import { StagesOfPacks } from './stages-of-packs';

const PACK = { id: 1 as ExecutionPackId, stage: 'build', status: 'running' } as const;

describe('the attempt that a stage is at', () => {
  const attempt = (...builds: Partial<TaskEntity>[]) => {
    const tasks = builds.map((build, index) => aBuild({ id: (index + 1) as TaskId, ...build }));
    const environments = new Map([[PACK.id, tasks.map(({ environmentId }) => Number(environmentId))]]);
    return new StagesOfPacks(['build'], { tasks, environments }).of(PACK)[0]?.attempt;
  };

  it('counts what failed and was tried again, not the jobs that it took', () => {
    expect(attempt({ jobNumber: 5 })).toBe(1);
    expect(attempt({ jobNumber: 5, failures: 1, status: 'running' })).toBe(2);
  });

  it('is the one that follows, while that is waited for', () => {
    expect(attempt({ jobNumber: 2, failures: 1, dueAt: new Date(Date.now() + 60_000) })).toBe(2);
  });

  it('is that of the task which failed most often, where a pack has several', () => {
    const python = { environmentId: 1 as EnvironmentId, failures: 3, status: 'failed' } as const;
    expect(attempt(python, { environmentId: 2 as EnvironmentId, status: 'succeeded' })).toBe(4);
  });

  it('is none where nothing was to do', () => {
    expect(attempt()).toBeNull();
  });
});

function aBuild(more: Partial<TaskEntity>): TaskEntity {
  const environmentId = 1 as EnvironmentId;
  const times = { startedAt: null, finishedAt: null, dueAt: new Date() };
  return {
    stage: 'build',
    executionPackId: PACK.id,
    environmentId,
    status: 'pending',
    jobNumber: 1,
    failures: 0,
    ...times,
    ...more,
  } as TaskEntity;
}

import { Logger } from '@nestjs/common';
import { Recovery } from './recovery';

const task = (id: number, environmentId: number | null = null) => ({
  id,
  executionId: id,
  stage: 'download',
  environmentId,
});

/** A recovery whose world is made of the given answers; what is asked of the scheduler, and stored of failures, is noted. */
function aRecovery(answers: {
  leftBehind?: readonly number[];
  lost?: ReturnType<typeof task>[];
  /** A task that waits in this process. */
  held?: number;
  fail?: (id: number) => Promise<void>;
  reconcile?: (id: number) => Promise<void>;
}) {
  const asked: string[] = [];
  const executions = { leftBehind: () => Promise.resolve(answers.leftBehind ?? [1, 2, 3]) };
  const tasks = {
    lost: () => Promise.resolve(answers.lost ?? [task(1), task(2), task(3)]),
    overdue: () => Promise.resolve([{ taskId: 9, stage: 'download' }]),
    renew: () => Promise.resolve(undefined),
  };
  const scheduler = {
    reconcile: (id: number) => {
      asked.push(`decide ${id}`);
      return answers.reconcile?.(id) ?? Promise.resolve();
    },
  };
  const queues = {
    offerLiveJob: () => {
      asked.push('job 9');
      return Promise.resolve(true);
    },
  };
  const failedTasks = {
    retryOrEnd: ({ id }: { id: number }) => {
      asked.push(`fail ${id}`);
      return answers.fail?.(id) ?? Promise.resolve();
    },
  };
  const recovery = new Recovery(
    executions as never,
    tasks as never,
    scheduler as never,
    queues as never,
    { isStartedHere: ({ taskId }: { taskId: number }) => taskId === answers.held } as never,
    failedTasks as never,
    { executionsWaitingFor: (environment: number, own: number) => Promise.resolve([environment, own + 50]) } as never,
  );
  Object.assign(recovery, { maxMs: 20 });
  return { recovery, asked };
}

describe('recovering', () => {
  beforeEach(() => {
    for (const level of ['warn', 'error'] as const) jest.spyOn(Logger.prototype, level).mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  it('goes on with the others when one can not be handled', async () => {
    const { recovery, asked } = aRecovery({
      fail: (id) => (id === 2 ? Promise.reject(new Error('bad')) : Promise.resolve()),
    });
    await recovery.recover();
    expect(asked).toEqual([
      'fail 1',
      'decide 1',
      'fail 2',
      'fail 3',
      'decide 3',
      'decide 1',
      'decide 2',
      'decide 3',
      'job 9',
    ]);
  });

  it('wakes the executions that wait for a build that was lost', async () => {
    const { recovery, asked } = aRecovery({ leftBehind: [], lost: [task(1, 7), task(2)] });
    await recovery.recover();
    expect(asked).toEqual(['fail 1', 'decide 1', 'decide 7', 'decide 51', 'fail 2', 'decide 2', 'job 9']);
  });

  it('leaves alone what waits in this process', async () => {
    const { recovery, asked } = aRecovery({ held: 9 });
    await recovery.recover();
    expect(asked).not.toContain('job 9');
  });

  it('goes on with the others while one waits for a lock, and begins that one only once', async () => {
    const lock = Promise.withResolvers<undefined>();
    const { recovery, asked } = aRecovery({ reconcile: (id) => (id === 2 ? lock.promise : Promise.resolve()) });
    await recovery.recover();
    expect(asked.slice(-2)).toEqual(['decide 3', 'job 9']);
    await recovery.recover();
    expect(asked.filter((what) => what === 'fail 2')).toHaveLength(1);
    lock.resolve(undefined);
    await lock.promise;
    await new Promise(setImmediate);
    await recovery.recover();
    expect(asked.filter((what) => what === 'fail 2')).toHaveLength(2);
  });

  it('begins no more executions while three wait for locks, and then those first that were not begun yet', async () => {
    const locks: [id: number, lock: PromiseWithResolvers<undefined>][] = [];
    const { recovery, asked } = aRecovery({
      leftBehind: Array.from({ length: 30 }, (_, index) => 101 + index),
      reconcile: (id) => {
        if (id <= 100) return Promise.resolve();
        const lock = Promise.withResolvers<undefined>();
        locks.push([id, lock]);
        return lock.promise;
      },
    });
    const begun = () => locks.map(([id]) => id);
    await recovery.recover();
    await recovery.recover();
    expect(begun()).toEqual([101, 102, 103]);
    // What waits for other rows goes on.
    expect(asked.filter((what) => what === 'job 9')).toHaveLength(2);
    locks[0]?.[1].resolve(undefined);
    locks[1]?.[1].reject(new Error('lock timeout'));
    await new Promise(setImmediate);
    await recovery.recover();
    expect(begun()).toEqual([101, 102, 103, 104, 105]);
  });
});

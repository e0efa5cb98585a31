import { TaskStopped, type StopReason } from './lease-holder';
import { TaskRunner } from './task-runner';

const TASK = { id: 1, executionId: 2, stage: 'build', jobNumber: 1, failures: 0, environmentId: null, pack: null };

/** Runs a task that is stopped, and is tried again or not. */
function runStopped(reason: StopReason, { isRetried }: { isRetried: boolean }): Promise<string> {
  const signal = AbortSignal.abort(new TaskStopped(reason));
  const task = { ...TASK, execution: {} };
  const nothing = () => undefined;
  const runner = new TaskRunner(
    {} as never,
    { reconcileSoon: nothing, reconcile: () => Promise.resolve() } as never,
    {} as never,
    {
      isShuttingDown: false,
      claim: () => Promise.resolve(task),
      hold: () => signal,
      forget: nothing,
      abortWith: nothing,
    } as never,
    {} as never,
    { retryOrEnd: () => Promise.resolve(isRetried) } as never,
    { failed: nothing, lost: nothing } as never,
  );
  const run = () => Promise.reject(new Error('It was stopped.'));
  return runner.run({ executionId: 2, taskId: 1, jobNumber: 1 } as never, { stage: 'build', run }, {} as never);
}

describe('the job of a task that could not be claimed', () => {
  it.each(['cancelled', 'given back', 'duplicate'] as const)('shows why: %s', async (why) => {
    const nothing = {} as never;
    const leases = { isShuttingDown: false, claim: () => Promise.resolve(undefined) } as never;
    const tasks = { whyUnclaimed: () => Promise.resolve(why) } as never;
    const runner = new TaskRunner(nothing, nothing, tasks, leases, nothing, nothing, nothing);
    const job = { executionId: 2, taskId: 1, jobNumber: 1 } as never;
    expect(await runner.run(job, { stage: 'build', run: () => Promise.reject(new Error('begun')) }, nothing)).toBe(why);
  });
});

describe('the job of a task that was stopped', () => {
  it.each([
    ['cancelled', false, 'cancelled'],
    ['shutdown', true, 'given back'],
    ['lost', false, 'given back'],
    ['crashed', true, 'tried again'],
  ] as const)('shows of one that was %s how it ended', async (reason, isRetried, shown) => {
    expect(await runStopped(reason, { isRetried })).toBe(shown);
  });

  it('failed when its process crashed in the last try', async () => {
    await expect(runStopped('crashed', { isRetried: false })).rejects.toThrow(
      'WORKER_LOST: The worker that was to build fell silent.',
    );
  });
});

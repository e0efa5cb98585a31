import { EventEmitter } from 'node:events';
import type { ClaimedTask } from '@packyard/schema';
import { ownerOfError } from '../process/error-scope';
import { runWithStopDeadline } from './run-with-stop-deadline';
import type { UnstoredResult } from './task-runner';

const task = { id: 7, stage: 'download', executionId: 3 } as ClaimedTask;
const result: UnstoredResult = { store: () => Promise.resolve() };
const never = () => new Promise<UnstoredResult>(() => undefined);
const fail = () => undefined;

describe('a stage that is to stop', () => {
  it('is left behind when it does not stop, with the reason for which it had to', async () => {
    const abort = new AbortController();
    const running = runWithStopDeadline(task, never, { signal: abort.signal, fail, maxStopMs: 10 });
    abort.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
  });

  it('may still say how it ended after it had to stop', async () => {
    const abort = new AbortController();
    const stage = () =>
      new Promise<UnstoredResult>((resolve) => {
        abort.signal.addEventListener('abort', () => setImmediate(resolve, result));
      });
    const running = runWithStopDeadline(task, stage, { signal: abort.signal, fail });
    abort.abort(new Error('cancelled'));
    expect(await running).toBe(result);
  });

  it('is left behind although it was to stop before it began', async () => {
    const signal = AbortSignal.abort(new Error('shutdown'));
    await expect(runWithStopDeadline(task, never, { signal, fail, maxStopMs: 10 })).rejects.toThrow('shutdown');
  });

  it('owns the errors of what it starts', async () => {
    const failures: string[] = [];
    const emitter = new EventEmitter();
    const stage = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      emitter.emit('asked');
      return result;
    };
    emitter.on('asked', () => {
      const owner = ownerOfError();
      failures.push(owner?.name ?? 'nobody');
      owner?.fail(new Error('escaped'));
    });
    const signal = new AbortController().signal;
    await runWithStopDeadline(task, stage, { signal, fail: ({ message }) => failures.push(message) });
    expect(failures).toEqual(['task 7 (download, execution 3)', 'escaped']);
    expect(ownerOfError()).toBeUndefined();
  });
});

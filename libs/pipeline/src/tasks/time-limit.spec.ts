import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextRound } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { withTimeLimit } from './time-limit';

const limit = (seconds: number, signal = new AbortController().signal) => ({
  seconds,
  signal,
  subject: 'Downloading slack',
  hint: 'Give it more time.',
});
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

describe('a time limit', () => {
  it('says in words that the time was up', async () => {
    await expect(withTimeLimit(limit(0.05), untilAborted)).rejects.toMatchObject({
      code: 'TIMED_OUT',
      message: 'Downloading slack took longer than 0.05 seconds and was stopped.',
      cause: { name: 'TimeoutError' },
    });
  });

  it('leaves to others what they have aborted', async () => {
    const reason = new Error('The lease was lost');
    const controller = new AbortController();
    const running = withTimeLimit(limit(600, controller.signal), untilAborted);
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it('keeps nothing of the work once that is done, however long it might have taken', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const storage = new AsyncLocalStorage<{ signal?: AbortSignal }>();
    const run = async () => {
      const around: { signal?: AbortSignal } = {};
      await storage.run(around, () => withTimeLimit(limit(600), (signal) => Promise.resolve((around.signal = signal))));
      return new WeakRef(around);
    };
    const left = await run();
    await nextRound();
    collectGarbage();
    expect(left.deref()).toBeUndefined();
  });
});

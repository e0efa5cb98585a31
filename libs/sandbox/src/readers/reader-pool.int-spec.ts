import { AsyncLocalStorage } from 'node:async_hooks';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RejectedError } from '@packyard/contracts';
import { ReaderPool } from './reader-pool';
import { ReaderEnded } from './reader-process';

const script = resolve(__dirname, '../../../../test/support/reader-fixture.process.mjs');
const pool = new ReaderPool({ script, maxHeapMegabytes: 64, maxMemoryMegabytes: 300, size: 1 });
const run = <Result>(method: string, input?: unknown, more: { signal?: AbortSignal; maxMs?: number } = {}) =>
  pool.run<Result>({ method, input, signal: AbortSignal.timeout(60_000), maxMs: 20_000, ...more });

describe('a pool of readers', () => {
  it('answers, in the same process as before', async () => {
    await expect(run('echo', { text: 'ü' })).resolves.toEqual({ text: 'ü' });
    expect(await run('who')).toBe(await run('who'));
  });

  it('passes on what a reader refuses, as it was thrown', async () => {
    const error: unknown = await run('refuse').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({ code: 'ARCHIVE_INVALID', message: 'It is not.', hint: 'Fix it.' });
  });

  it('passes on pieces, in their order', async () => {
    const pieces: number[] = [];
    const onPiece = (piece: number) => void pieces.push(piece);
    await pool.run({ method: 'pieces', input: 500, signal: AbortSignal.timeout(20_000), maxMs: 20_000, onPiece });
    expect(pieces).toEqual(Array.from({ length: 500 }, (_item, index) => index));
  });

  it.each([
    ['heap', 'memory'],
    ['buffers', 'memory'],
    ['spin', 'time'],
    ['exit', 'crash'],
  ])('ends a reader that takes too much, and only that: %s', async (method, reason) => {
    const error: unknown = await run(method, undefined, method === 'spin' ? { maxMs: 500 } : {}).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ReaderEnded);
    expect(error).toMatchObject({ reason });
    await expect(run('echo', 1)).resolves.toBe(1);
  });

  it('makes an error that escapes the failure of that request', async () => {
    await expect(run('escape')).rejects.toThrow('nobody listens');
    await expect(run('echo', 1)).resolves.toBe(1);
  });

  it('keeps nothing of what it was asked, however long its process lives', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const storage = new AsyncLocalStorage<object>();
    const { signal } = new AbortController();
    const ask = async () => {
      const around = {};
      await storage.run(around, () => pool.run({ method: 'echo', input: 1, signal, maxMs: 20_000 }));
      return new WeakRef(around);
    };
    const process = await run('who');
    const left = await ask();
    expect(await run('who')).toBe(process);
    collectGarbage();
    expect(left.deref()).toBeUndefined();
  });

  it('kills what nobody wants any more, also while it waits for a slot', async () => {
    const [spinning, waiting] = [new AbortController(), new AbortController()];
    const first = run('spin', undefined, { signal: spinning.signal }).catch((error: unknown) => error);
    const second = run('echo', 2, { signal: waiting.signal }).catch((error: unknown) => error);
    const third = run('echo', 3);
    waiting.abort(new Error('enough of waiting'));
    expect(await second).toMatchObject({ message: 'enough of waiting' });
    await new Promise((done) => setTimeout(done, 300));
    spinning.abort(new Error('enough'));
    expect(await first).toMatchObject({ message: 'enough' });
    await expect(third).resolves.toBe(3);
  });
});

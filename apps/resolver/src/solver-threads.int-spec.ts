import type { Worker } from 'node:worker_threads';
import type { ExecutionPackId } from '@packyard/contracts';
import { SolverThreads } from './solver-threads';
import type { Candidate, Offered, Problem } from './solver/problem';

describe('solving in a thread', () => {
  const threads = new SolverThreads();
  const { signal } = new AbortController();

  afterAll(() => threads.onModuleDestroy());

  it('asks for what registries offer, answers, and is there for the next problem', async () => {
    const asked: string[][] = [];
    const ask = (refs: readonly string[]): Promise<Offered> => {
      asked.push([...refs]);
      return Promise.resolve(new Map(refs.map((ref) => [ref, [aVersion(ref, { b: 'c', c: undefined }[ref])]])));
    };
    for (const _turn of [1, 2]) {
      const solution = await threads.solve(aProblem([aVersion('a', 'b')]), { ask, signal });
      expect([...solution.selected.keys()]).toEqual(['a', 'b', 'c']);
    }
    expect(asked).toEqual([['b'], ['c'], ['b'], ['c']]);
  });

  it('leaves nothing behind at the thread, however many problems it solves', async () => {
    const kept = new SolverThreads();
    const ask = (refs: readonly string[]): Promise<Offered> => Promise.resolve(new Map(refs.map((ref) => [ref, []])));
    const listeners = () => ['exit', 'error', 'message'].map((name) => idleOf(kept).listenerCount(name));
    await kept.solve(aProblem([aVersion('a')]), { ask, signal });
    const before = listeners();
    for (let round = 0; round < 12; round += 1) await kept.solve(aProblem([aVersion('a')]), { ask, signal });
    expect(listeners()).toEqual(before);
    await kept.onModuleDestroy();
  });

  it('has another thread for a problem that comes while the process ends', async () => {
    const ending = new SolverThreads();
    const ask = () => Promise.resolve(new Map());
    await ending.solve(aProblem([aVersion('a')]), { ask, signal });
    const ended = ending.onModuleDestroy();
    const solution = await ending.solve(aProblem([aVersion('a')]), { ask, signal });
    expect([...solution.selected.keys()]).toEqual(['a']);
    await ended;
    await ending.onModuleDestroy();
  });

  it('says that it is worth another try when its thread ends before it has answered', async () => {
    const lost = new SolverThreads();
    const ask = () => Promise.resolve(new Map());
    await lost.solve(aProblem([aVersion('a')]), { ask, signal });
    const ended = idleOf(lost).terminate();
    const solving = lost.solve(aProblem([aVersion('a')]), { ask, signal });
    await expect(solving).rejects.toMatchObject({ name: 'UnavailableError', code: 'WORKER_LOST' });
    await ended;
  });

  it('passes on why registries could not be asked, and goes on with the next problem', async () => {
    const problem = aProblem([aVersion('a', 'b')]);
    await expect(
      threads.solve(problem, { ask: () => Promise.reject(new Error('out of reach')), signal }),
    ).rejects.toThrow('out of reach');
    const ask = () => Promise.resolve(new Map());
    expect((await threads.solve(problem, { ask, signal })).rejected).toMatchObject([{ code: 'DEPENDENCY_MISSING' }]);
  });

  it('holds up nobody meanwhile, and ends at once when nobody waits for it any more', async () => {
    const cancelled = new AbortController();
    const hopeless = threads.solve(aPigeonhole(11), {
      ask: () => Promise.resolve(new Map()),
      signal: cancelled.signal,
    });
    const ended = expect(hopeless).rejects.toThrow('enough');
    const ticks = await new Promise<number>((resolve) => {
      let count = 0;
      const tick = () => {
        count += 1;
        if (count < 100) setImmediate(tick);
        else resolve(count);
      };
      tick();
    });
    cancelled.abort(new Error('enough'));
    await ended;
    expect(ticks).toBe(100);
  });
});

function idleOf(threads: SolverThreads): Worker {
  return (threads as unknown as { idle: Worker }).idle;
}

function aVersion(ref: string, needs?: string): Candidate {
  const dependencies = needs === undefined ? [] : [{ ref: needs, range: '*' }];
  return { ref, version: '1.0.0', availability: 'downloaded', dependencies };
}

function aProblem(candidates: readonly Candidate[], refs: readonly string[] = ['a']): Problem {
  return {
    roots: refs.map((ref, index) => ({ id: (index + 1) as ExecutionPackId, ref, range: '*' })),
    candidates: Map.groupBy(candidates, ({ ref }) => ref),
    enabled: [],
    provided: new Set(),
    unavailable: new Map(),
  };
}

/** So many pigeons and one hole fewer: what learning from conflicts is no help with. */
function aPigeonhole(pigeons: number): Problem {
  const candidates = Array.from({ length: pigeons }, (_pigeon, pigeon) =>
    Array.from({ length: pigeons - 1 }, (_hole, hole): Candidate => ({
      ref: `p${pigeon}`,
      version: `1.${hole}.0`,
      availability: 'downloaded',
      dependencies: [],
      conflicts: Array.from({ length: pigeons }, (_other, other) => ({
        ref: `p${other}`,
        range: `1.${hole}.0`,
      })).filter((_conflict, other) => other !== pigeon),
    })),
  ).flat();
  return aProblem(
    candidates,
    Array.from({ length: pigeons }, (_pigeon, pigeon) => `p${pigeon}`),
  );
}

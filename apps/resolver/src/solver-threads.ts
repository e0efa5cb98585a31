import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { UnavailableError } from '@packyard/contracts';
import { AbortTimer } from '@packyard/sandbox';
import { gaveUp } from './solver/gave-up-rejection';
import type { Offered, Problem, Solution } from './solver/problem';
import type { ThreadAnswer } from './solver.thread';

interface SolveOptions {
  /** Tells what registries offer. */
  ask: (refs: readonly string[]) => Promise<Offered>;
  signal: AbortSignal;
}

const MAX_SECONDS = 60;
const MAX_HEAP_MEGABYTES = 512;
const OUT_OF_MEMORY = 'ERR_WORKER_OUT_OF_MEMORY';

/**
 * Solves in a thread, so that nobody waits for it who has nothing to do with it. It is ended when nobody wants the answer
 * any more, or when it takes too much: that is the answer then. One thread is kept for the next problem.
 */
@Injectable()
export class SolverThreads implements OnModuleDestroy {
  private idle: Worker | undefined;

  /** @throws what `ask` throws, the signal's reason, and UnavailableError WORKER_LOST */
  async solve(problem: Problem, { ask, signal }: SolveOptions): Promise<Solution> {
    signal.throwIfAborted();
    const thread = this.idle ?? this.start();
    this.idle = undefined;
    const timer = new AbortTimer(MAX_SECONDS * 1000);
    try {
      const solution = await answerOf(thread, { problem, ask, signal: AbortSignal.any([signal, timer.signal]) });
      this.keep(thread);
      return solution;
    } catch (error) {
      await thread.terminate();
      signal.throwIfAborted();
      if (timer.isUp || (error as NodeJS.ErrnoException).code === OUT_OF_MEMORY) return allGivenUp(problem);
      throw error;
    } finally {
      timer.stop();
    }
  }

  /** A thread that is being ended is nobody's any more: a task may still begin, until it is told to stop. */
  async onModuleDestroy(): Promise<void> {
    const { idle } = this;
    this.idle = undefined;
    await idle?.terminate();
  }

  private keep(thread: Worker): void {
    if (this.idle !== undefined) {
      void thread.terminate();
      return;
    }
    this.idle = thread;
  }

  private start(): Worker {
    const thread = startThread();
    // One that ends while it has nothing to do is replaced by the next problem.
    thread.once('exit', () => {
      if (this.idle === thread) this.idle = undefined;
    });
    return thread;
  }
}

async function answerOf(
  thread: Worker,
  { problem, ask, signal }: SolveOptions & { problem: Problem },
): Promise<Solution> {
  const { promise, resolve, reject } = Promise.withResolvers<Solution>();
  const onMessage = (answer: ThreadAnswer) => {
    if ('solution' in answer) resolve(answer.solution);
    else if ('refs' in answer) ask(answer.refs).then((offered) => thread.postMessage({ offered }), reject);
    else reject(new Error(answer.failure));
  };
  const onEnd = () => reject(endedEarly());
  const onAbort = () => reject(signal.reason as Error);
  thread.on('message', onMessage).on('error', reject).on('exit', onEnd);
  signal.addEventListener('abort', onAbort);
  thread.ref();
  thread.postMessage({ problem });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    thread.off('message', onMessage).off('exit', onEnd).unref();
    thread.removeAllListeners('error').on('error', () => undefined);
  }
}

function endedEarly(): UnavailableError {
  return new UnavailableError(
    'WORKER_LOST',
    'The thread that was to resolve the dependencies ended without an answer.',
    {
      hint: 'If it happens again, look into the log of the resolver.',
    },
  );
}

function allGivenUp({ roots }: Problem): Solution {
  return { selected: new Map(), rejected: roots.map((root) => ({ id: root.id, ...gaveUp(root) })) };
}

function startThread(): Worker {
  const script = join(__dirname, `solver.thread${__filename.slice(-3)}`);
  // Tests run from the sources; what they start is what the build made of them.
  const compiled = script.replace(/^(.*)\/apps\/resolver\/src\/(.+)\.ts$/, '$1/dist/services/$2.js');
  return new Worker(compiled, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MEGABYTES } });
}

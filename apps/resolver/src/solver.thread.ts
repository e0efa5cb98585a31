import { parentPort } from 'node:worker_threads';
import type { Asking, Offered, Problem, Solution } from './solver/problem';
import { solveAsking } from './solver/solve';

/** What the thread is told: a problem, then what registries offer, as often as it asks. */
type ThreadInput = { problem: Problem } | { offered: Offered };

export type ThreadAnswer = { refs: readonly string[] } | { solution: Solution } | { failure: string };

let computation: Asking<Solution> | undefined;

parentPort?.on('message', (order: ThreadInput) => {
  try {
    if ('problem' in order) computation = solveAsking(order.problem);
    parentPort?.postMessage(goOn('problem' in order ? undefined : order.offered));
  } catch (error) {
    parentPort?.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});

function goOn(offered: Offered | undefined): ThreadAnswer {
  if (computation === undefined) throw new Error('The thread was told what is on offer, but not for what');
  const step = offered === undefined ? computation.next() : computation.next(offered);
  return step.done === true ? { solution: step.value } : { refs: step.value };
}

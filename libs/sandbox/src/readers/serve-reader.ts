import { setPriority } from 'node:os';
import { failureOf, type ReaderAnswer, type ReaderRequest } from './reader-message';

/** One thing that a reader process can do. `emit` sends pieces of a result that is too large for one message. */
export type ReaderMethod = (input: never, emit: (piece: unknown) => Promise<void>) => Promise<unknown>;

// Whoever answers requests comes first.
const NICENESS = 5;

/** The whole of a reader process: does what it is told, one request after the other, until its parent is gone. */
export function serveReader(methods: Readonly<Record<string, ReaderMethod>>): void {
  setPriority(NICENESS);
  // Not `process.exit`, which may wait forever (nodejs/node#54918): nobody would end it any more.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // What a stream of a foreign archive throws when nobody listens any more is a failure of that archive.
  process.on(
    'uncaughtException',
    (error) => void answer({ failure: failureOf(error), isLast: true }).then(() => process.exit(1)),
  );
  process.on('message', (request: ReaderRequest) => void carryOut(request, methods));
}

async function carryOut(
  { method, input }: ReaderRequest,
  methods: Readonly<Record<string, ReaderMethod>>,
): Promise<void> {
  try {
    const work = methods[method];
    if (work === undefined) throw new Error(`A reader can't ${method}`);
    await answer({ result: await work(input as never, (piece) => answer({ piece })) });
  } catch (error) {
    await answer({ failure: failureOf(error) });
  }
}

/** Resolves when it is on its way, so that pieces don't pile up. */
function answer(message: ReaderAnswer): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

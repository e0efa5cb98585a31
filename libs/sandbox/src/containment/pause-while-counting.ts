import { setTimeout as after } from 'node:timers/promises';
import type { ProcessTree } from './process-tree';

const MAX_LOOK_MS = 2000;

/** A look that takes long goes on while the programs stand still: they could grow faster than they are counted. */
export async function pauseWhileCounting<T>(look: Promise<T>, tree: ProcessTree, maxMs = MAX_LOOK_MS): Promise<T> {
  const isSlow = Symbol();
  const seen = await Promise.race([look, after(maxMs, isSlow, { ref: false })]);
  return seen === isSlow ? tree.whileStopped(() => look) : seen;
}

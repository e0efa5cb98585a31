import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { UnavailableError } from '@packyard/contracts';
import { AbortTimer, Semaphore } from '@packyard/sandbox';
import { untilAborted } from './until-aborted';

// The system's resolver can't be stopped and takes one of the four threads that also read and write files.
const lookups = new Semaphore(2);
const running = new Map<string, Promise<LookupAddress[]>>();
const LOOKUP_TIMEOUT_MS = 10_000;

/**
 * The addresses of a host. Those who ask for the same one at the same time share the answer, each with its own signal.
 * @throws UnavailableError SOURCE_UNAVAILABLE, also when the name server says nothing
 */
export async function lookUp(name: string, signal: AbortSignal): Promise<LookupAddress[]> {
  const timer = new AbortTimer(LOOKUP_TIMEOUT_MS);
  const shared = running.get(name) ?? start(name);
  try {
    return await untilAborted(shared, AbortSignal.any([signal, timer.signal]));
  } catch (cause) {
    signal.throwIfAborted();
    const what = timer.isUp ? 'could not be looked up: no name server answered' : 'could not be found';
    throw new UnavailableError('SOURCE_UNAVAILABLE', `The host ${name} ${what}.`, {
      hint: 'Look for a typing error in the URL, and whether the name server can be reached.',
      cause,
    });
  } finally {
    timer.stop();
  }
}

/** Others may be waiting when the one who asked first is gone, so that it goes on by itself, up to its own time limit. */
function start(name: string): Promise<LookupAddress[]> {
  const answer = askSystem(name).finally(() => running.delete(name));
  running.set(name, answer);
  return answer;
}

async function askSystem(name: string): Promise<LookupAddress[]> {
  const timer = new AbortTimer(LOOKUP_TIMEOUT_MS);
  const release = await lookups.acquire(timer.signal).finally(() => timer.stop());
  try {
    return await lookup(name, { all: true });
  } finally {
    release();
  }
}

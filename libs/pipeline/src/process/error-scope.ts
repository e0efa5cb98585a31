import { AsyncLocalStorage } from 'node:async_hooks';

/** Whoever is to blame for an error that nobody caught. */
export interface ErrorOwner {
  /** For the log: which task, which request. */
  readonly name: string;
  /** Ends what is at work there. It may have ended already: then there is nothing left to do. */
  fail(error: Error): void;
}

const owners = new AsyncLocalStorage<ErrorOwner>();

/** Errors of whatever `work` starts that nobody catches, for example in an event of a socket, are its owner's. */
export function inErrorScope<Result>(owner: ErrorOwner, work: () => Result): Result {
  return owners.run(owner, work);
}

/** To be asked while the error is being handled. */
export function ownerOfError(): ErrorOwner | undefined {
  return owners.getStore();
}

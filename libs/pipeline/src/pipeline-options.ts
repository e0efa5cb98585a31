import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** How the protocol behaves in this process. */
export class PipelineOptions {
  /** Names this process in the leases that it holds. */
  readonly leaseOwner = `${hostname()}-${process.pid}-${randomUUID()}`;

  constructor(
    readonly leaseSeconds: number,
    readonly sweepSeconds: number,
    /** How often a task is started before a failure that may heal counts as final. */
    readonly maxAttempts: number,
    /** The process knows that no other worker is alive: leases that it finds at its start are leftovers. */
    readonly isOnlyWorker: boolean,
  ) {}
}

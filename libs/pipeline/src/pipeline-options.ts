import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Stage } from '@packyard/contracts';

interface PipelineSettings {
  /** Tasks of each stage at a time. */
  concurrency: Readonly<Record<Stage, number>>;
  leaseSeconds: number;
  sweepSeconds: number;
  /** At how many failures of a task one that may heal counts as final. */
  maxAttempts: number;
  /** The process knows that no other worker is alive: leases that it finds at its start are leftovers. */
  isOnlyWorker: boolean;
}

/** How the protocol behaves in this process. */
export class PipelineOptions {
  /** Names this process in the leases that it holds. */
  readonly leaseOwner = `${hostname()}-${process.pid}-${randomUUID()}`;
  readonly concurrency: Readonly<Record<Stage, number>>;
  readonly leaseSeconds: number;
  readonly sweepSeconds: number;
  readonly maxAttempts: number;
  readonly isOnlyWorker: boolean;

  constructor(settings: PipelineSettings) {
    this.concurrency = settings.concurrency;
    this.leaseSeconds = settings.leaseSeconds;
    this.sweepSeconds = settings.sweepSeconds;
    this.maxAttempts = settings.maxAttempts;
    this.isOnlyWorker = settings.isOnlyWorker;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { TaskId } from '@packyard/contracts';
import { type ClaimedTask, ClaimRepository, type ClaimRequest } from '@packyard/schema';
import { within } from '../process/within';
import { LeaseHolder } from './lease-holder';

// So long those that come meanwhile wait at most, to be stored together.
const MAX_WAIT_MS = 50;

interface Waiting {
  job: ClaimRequest;
  claimed: PromiseWithResolvers<ClaimedTask | undefined>;
}

/**
 * Claims tasks for this process: all that are asked for while earlier claims are being stored are stored together, so that of
 * many tasks each costs a part of a commit.
 */
@Injectable()
export class TaskClaims {
  private waiting: Waiting[] = [];
  private isStoring = false;

  constructor(
    private readonly repository: ClaimRepository,
    @Inject(LeaseHolder) private readonly leases: Pick<LeaseHolder, 'lease'>,
  ) {}

  /** Nothing when somebody else has the task, or nobody is to have it any more. */
  claim(job: ClaimRequest): Promise<ClaimedTask | undefined> {
    const claimed = Promise.withResolvers<ClaimedTask | undefined>();
    this.waiting.push({ job, claimed });
    if (!this.isStoring) void this.storeAll();
    return claimed.promise;
  }

  private async storeAll(): Promise<void> {
    this.isStoring = true;
    // Whatever is started by the same decision asks before it goes on.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const asked = this.waiting;
      this.waiting = [];
      const stored = asked.length === 1 ? asked.map((each) => this.storeAlone(each)) : [this.store(asked)];
      // One that waits for a lock keeps nobody else waiting.
      await within(MAX_WAIT_MS, Promise.all(stored));
    }
    this.isStoring = false;
  }

  private async storeAlone({ job, claimed }: Waiting): Promise<void> {
    await this.repository.claim(job, this.leases.lease).then(claimed.resolve, claimed.reject);
  }

  private async store(asked: readonly Waiting[]): Promise<void> {
    try {
      const jobs = asked.map(({ job }) => job);
      const tasks = await this.repository.claimAll(jobs, this.leases.lease);
      const byId = new Map(tasks.map((task) => [task.id, task]));
      for (const each of asked) this.answer(each, byId);
    } catch (error) {
      for (const { claimed } of asked) claimed.reject(error);
    }
  }

  private answer(each: Waiting, tasks: Map<TaskId, ClaimedTask>): void {
    const task = tasks.get(each.job.taskId);
    if (task === undefined || !isFor(each.job, task)) {
      void this.storeAlone(each);
      return;
    }
    // Each is given to one only, should it have been asked for twice.
    tasks.delete(task.id);
    each.claimed.resolve(task);
  }
}

/** Jobs of one task that are out of date, or of another stage, may have been asked for together with the right one. */
function isFor({ jobNumber, stage, executionId }: ClaimRequest, task: ClaimedTask): boolean {
  return task.jobNumber === jobNumber && task.stage === stage && task.executionId === executionId;
}

import type { TaskId } from '@packyard/contracts';
import type { ClaimedTask, ClaimRequest, Lease, TaskRepository } from '@packyard/schema';
import { withinTime } from '../process/within-time';

// Some wait for rows that others have locked: those that come meanwhile are claimed without them after so long.
const MAX_WAIT_MS = 50;

interface WaitingClaim {
  job: ClaimRequest;
  claimed: PromiseWithResolvers<ClaimedTask | undefined>;
}

/**
 * Claims tasks for this process. All that are asked for while earlier claims are under way are claimed together: of many tasks each
 * then costs only a part of a commit.
 */
export class ClaimBatcher {
  private waiting: WaitingClaim[] = [];
  private isClaiming = false;

  constructor(
    private readonly tasks: TaskRepository,
    private readonly lease: Lease,
  ) {}

  claim(job: ClaimRequest): Promise<ClaimedTask | undefined> {
    const claimed = Promise.withResolvers<ClaimedTask | undefined>();
    this.waiting.push({ job, claimed });
    if (!this.isClaiming) void this.claimAllWaiting();
    return claimed.promise;
  }

  private async claimAllWaiting(): Promise<void> {
    this.isClaiming = true;
    // Whatever is started by the same decision asks before it goes on.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const asked = this.waiting;
      this.waiting = [];
      const claims = asked.length === 1 ? asked.map((each) => this.claimAlone(each)) : [this.claimTogether(asked)];
      // One that waits for a lock keeps nobody else waiting.
      await withinTime(MAX_WAIT_MS, Promise.all(claims));
    }
    this.isClaiming = false;
  }

  private async claimAlone({ job, claimed }: WaitingClaim): Promise<void> {
    await this.tasks.claim(job, this.lease).then(claimed.resolve, claimed.reject);
  }

  private async claimTogether(asked: readonly WaitingClaim[]): Promise<void> {
    try {
      const jobs = asked.map(({ job }) => job);
      const tasks = await this.tasks.claimAll(jobs, this.lease);
      const byId = new Map(tasks.map((task) => [task.id, task]));
      for (const each of asked) this.answer(each, byId);
    } catch (error) {
      for (const { claimed } of asked) claimed.reject(error);
    }
  }

  private answer(each: WaitingClaim, tasks: Map<TaskId, ClaimedTask>): void {
    const task = tasks.get(each.job.taskId);
    if (task === undefined || !isFor(each.job, task)) {
      void this.claimAlone(each);
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

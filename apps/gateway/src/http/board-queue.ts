import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { StageJob } from '@packyard/contracts';
import type { TaskLabel, TaskLabelRepository } from '@packyard/schema';
import type { Queue } from 'bullmq';

type BoardJobs = Awaited<ReturnType<BullMQAdapter['getJobs']>>;

/** A queue as an operator reads it: jobs say their pack and execution, lead to the console, and show no inner stacks. */
export class BoardQueue extends BullMQAdapter {
  constructor(
    queue: Queue<StageJob>,
    private readonly labels: TaskLabelRepository,
    /** Where the console is. */
    consolePath: string,
  ) {
    super(queue, {
      readOnlyMode: true,
      externalJobUrl: ({ data }) => {
        const job = StageJob.safeParse(data);
        if (!job.success) return { displayText: 'Executions', href: `${consolePath}/#/executions` };
        const { executionId: id } = job.data;
        return { displayText: `Execution ${id}`, href: `${consolePath}/#/executions/${id}` };
      },
    });
  }

  override async getJobs(...asked: Parameters<BullMQAdapter['getJobs']>): Promise<BoardJobs> {
    return this.inWords(await super.getJobs(...asked));
  }

  override async getJob(id: string): Promise<BoardJobs[number] | undefined> {
    const found = await super.getJob(id);
    return found === undefined ? undefined : (await this.inWords([found]))[0];
  }

  /** Jobs hold ids only, so that none of them says more than the database does. */
  private async inWords(jobs: BoardJobs): Promise<BoardJobs> {
    const ids = jobs.flatMap(({ data }) => StageJob.safeParse(data).data?.taskId ?? []);
    const names = await this.labels.labelsOf(ids);
    for (const job of jobs) {
      // What a failure means is in its reason; where in our code it was met concerns nobody here.
      job.stacktrace = [];
      const { data } = StageJob.safeParse(job.data);
      if (data !== undefined) job.name = nameOf(data, names.get(data.taskId));
    }
    return jobs;
  }
}

function nameOf({ executionId, jobNumber }: StageJob, name: TaskLabel | undefined): string {
  return [
    ...[name?.pack, name?.runtime].filter((part) => part !== null && part !== undefined),
    `execution ${executionId}`,
    ...(jobNumber > 1 ? [`job ${jobNumber}`] : []),
  ].join(' · ');
}

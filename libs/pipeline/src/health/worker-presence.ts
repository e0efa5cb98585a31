import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Stage } from '@packyard/contracts';
import { WorkerProcessRepository } from '@packyard/schema';
import { PipelineOptions } from '../pipeline-options';
import { withinTime } from '../process/within-time';
import { TaskStarter } from '../queue/task-starter';

const INTERVAL_MS = 5_000;
const ALIVE_SECONDS = 20;
const SHUTDOWN_TIMEOUT_MS = 500;

/** Lets others know that this process is there, and how many tasks of which stages it takes at a time; and hears of them. */
@Injectable()
export class WorkerPresence implements OnModuleDestroy {
  private readonly logger = new Logger(WorkerPresence.name);
  private readonly slots: Partial<Record<Stage, number>> = {};
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> = Promise.resolve();

  constructor(
    private readonly processes: WorkerProcessRepository,
    private readonly options: PipelineOptions,
    private readonly starter: TaskStarter,
  ) {}

  /** Never rejects: what could not be announced is announced again. */
  serve(stage: Stage, slots: number): Promise<void> {
    this.slots[stage] = slots;
    this.timer ??= setInterval(() => void this.announce(), INTERVAL_MS);
    return this.announce();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    const withdrawn = this.current.then(() => this.processes.withdraw(this.options.leaseOwner));
    await withinTime(SHUTDOWN_TIMEOUT_MS, withdrawn);
  }

  private announce(): Promise<void> {
    return (this.current = this.current
      .then(() => this.processes.announce(this.options.leaseOwner, this.slots, ALIVE_SECONDS))
      .then((stagesOfOthers) => this.starter.setServedByOthers(stagesOfOthers))
      .catch((error: unknown) => this.logger.warn(`This worker could not be announced: ${String(error)}`)));
  }
}

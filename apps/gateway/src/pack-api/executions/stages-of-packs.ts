import { type Stage, STAGES, type StageView } from '@packyard/contracts';
import { attemptOf, type ExecutionPackEntity, type TaskEntity } from '@packyard/schema';

type PackProgress = Pick<ExecutionPackEntity, 'id' | 'stage' | 'status'>;

/**
 * How far packs of an execution are, by its tasks. These are found by what they were made for: a request of a thousand packs has
 * thousands.
 */
export class StagesOfPacks {
  private readonly byPack: ReadonlyMap<string, TaskEntity>;
  private readonly byEnvironment: ReadonlyMap<number | null, TaskEntity[]>;
  private readonly resolving: TaskEntity | undefined;

  constructor(
    private readonly stages: readonly Stage[],
    private readonly progress: { tasks: readonly TaskEntity[]; environments: ReadonlyMap<number, readonly number[]> },
  ) {
    const { tasks } = progress;
    this.byPack = new Map(tasks.map((task) => [`${task.stage} ${task.executionPackId ?? ''}`, task]));
    const builds = tasks.filter(({ stage, environmentId }) => stage === 'build' && environmentId !== null);
    this.byEnvironment = Map.groupBy(builds, ({ environmentId }) => environmentId);
    this.resolving = tasks.findLast(({ stage }) => stage === 'resolve');
  }

  of(pack: PackProgress): StageView[] {
    return this.stages.map((stage) => this.presentStage(stage, pack));
  }

  private presentStage(stage: Stage, pack: PackProgress): StageView {
    const tasks = this.tasksOf(stage, pack);
    const latest = tasks.at(-1);
    const hasPassed = STAGES.indexOf(pack.stage) > STAGES.indexOf(stage) || pack.status === 'completed';
    const hasReached = STAGES.indexOf(pack.stage) >= STAGES.indexOf(stage);
    if (latest === undefined || !hasReached) {
      const status = hasPassed ? 'skipped' : 'waiting';
      return { stage, status, attempt: null, started_at: null, finished_at: null };
    }
    const isStillAtIt = tasks.some((task) => task.finishedAt === null);
    return {
      stage,
      status: worst(tasks),
      attempt: Math.max(...tasks.map(attemptOf)),
      started_at: earliest(tasks.map((task) => task.startedAt)),
      finished_at: isStillAtIt ? null : (latest.finishedAt?.toISOString() ?? null),
    };
  }

  /** In the order in which they were made. A build without a task in this execution was reused. */
  private tasksOf(stage: Stage, { id }: PackProgress): TaskEntity[] {
    switch (stage) {
      case 'resolve':
        return this.resolving === undefined ? [] : [this.resolving];
      case 'build': {
        const environments = new Set(this.progress.environments.get(id));
        const tasks = [...environments].flatMap((environment) => this.byEnvironment.get(environment) ?? []);
        return tasks.sort((a, b) => a.id - b.id);
      }
      case 'download':
      case 'register': {
        const task = this.byPack.get(`${stage} ${id}`);
        return task === undefined ? [] : [task];
      }
    }
  }
}

const WORST_FIRST: readonly TaskEntity['status'][] = ['failed', 'cancelled', 'running', 'pending', 'succeeded'];

function worst(tasks: readonly TaskEntity[]): TaskEntity['status'] {
  return WORST_FIRST.find((status) => tasks.some((task) => task.status === status)) ?? 'pending';
}

function earliest(dates: readonly (Date | null)[]): string | null {
  const [first] = dates.filter((date) => date !== null).sort((a, b) => a.getTime() - b.getTime());
  return first?.toISOString() ?? null;
}

import type { EnvironmentId, ExecutionPackId, Stage } from '@packyard/contracts';
import type { PackSnapshot, TaskSnapshot } from '@packyard/schema';

/** Which packs tasks are waiting or running for. */
export class LiveTasks {
  readonly hasAny: boolean;
  readonly hasRunning: boolean;
  private readonly pending: PacksWorkedFor;
  private readonly running: PacksWorkedFor;

  constructor(tasks: readonly TaskSnapshot[]) {
    this.pending = new PacksWorkedFor(tasks.filter(({ status }) => status === 'pending'));
    this.running = new PacksWorkedFor(tasks.filter(({ status }) => status === 'running'));
    this.hasRunning = tasks.some(({ status }) => status === 'running');
    this.hasAny = this.hasRunning || tasks.some(({ status }) => status === 'pending');
  }

  isRunningFor(pack: PackSnapshot): boolean {
    return this.running.has(pack);
  }

  hasTaskFor(pack: PackSnapshot): boolean {
    return this.running.has(pack) || this.pending.has(pack);
  }
}

/** The packs that some tasks work for: their own, all that wait to be resolved or enabled, or all of an environment. */
class PacksWorkedFor {
  private readonly own = new Set<string>();
  private readonly environments = new Set<EnvironmentId>();
  private readonly stagesForAllPacks = new Set<Stage>();

  constructor(tasks: readonly TaskSnapshot[]) {
    for (const { stage, executionPackId, environmentId } of tasks) {
      if (environmentId !== null) this.environments.add(environmentId);
      else if (executionPackId !== null) this.own.add(key(stage, executionPackId));
      else this.stagesForAllPacks.add(stage);
    }
  }

  has({ id, stage, environments, isPrepared }: PackSnapshot): boolean {
    if (stage === 'build') return environments.some((environment) => this.environments.has(environment));
    if (this.own.has(key(stage, id))) return true;
    return this.stagesForAllPacks.has(stage) && (stage === 'resolve' || isPrepared);
  }
}

function key(stage: Stage, executionPackId: ExecutionPackId): string {
  return `${stage} ${executionPackId}`;
}

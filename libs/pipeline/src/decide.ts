import {
  type Action,
  afterStage,
  type EnvironmentId,
  type ErrorReport,
  type ExecutionPackId,
} from '@packyard/contracts';
import type {
  EnvironmentSnapshot,
  ExecutionSnapshot,
  NewTask,
  PackMove,
  PackSnapshot,
  TaskSnapshot,
} from '@packyard/schema';

/** What has to happen next in an execution. */
export interface Decision {
  moves: ({ id: ExecutionPackId } & PackMove)[];
  tasks: NewTask[];
  /** Set when nothing is left to do. */
  ended?: 'completed' | 'failed' | 'cancelled';
}

/**
 * The pipeline's only fan-out and fan-in: from what is stored it follows what is due. It is pure, and deciding twice
 * does no harm, so it is asked after every task, and again by the sweeper when a worker died before it could ask.
 */
export function decide(snapshot: ExecutionSnapshot): Decision {
  const draft = new Draft(snapshot);
  if (snapshot.execution.status === 'canceling') draft.cancelIdlePacks();
  else draft.advancePacks();
  return draft.decision();
}

class Draft {
  private readonly action: Action;
  private readonly packs: Map<ExecutionPackId, PackSnapshot>;
  private readonly moves = new Map<ExecutionPackId, PackMove>();
  private readonly tasks: NewTask[] = [];

  constructor(private readonly snapshot: ExecutionSnapshot) {
    this.packs = new Map(snapshot.packs.map((pack) => [pack.id, { ...pack }]));
    this.action = snapshot.execution.action as Action;
  }

  /** Packs that a running task still works for are left to that task: it notices the cancellation by itself. */
  cancelIdlePacks(): void {
    for (const pack of this.unfinished()) {
      if (!this.hasTask(pack, ['running'])) this.move(pack, { stage: pack.stage, status: 'cancelled' });
    }
  }

  advancePacks(): void {
    for (const pack of this.unfinished()) if (pack.stage === 'download') this.download(pack);
    this.resolve();
    for (const pack of this.unfinished()) if (pack.stage === 'build') this.build(pack);
    this.register();
  }

  decision(): Decision {
    const moves = [...this.moves].map(([id, move]) => ({ id, ...move }));
    const ended = this.unfinished().length === 0 && !this.isAnyTaskLive() ? this.outcome() : undefined;
    return { moves, tasks: this.tasks, ...(ended === undefined ? {} : { ended }) };
  }

  private download(pack: PackSnapshot): void {
    if (!this.hasTask(pack, ['pending', 'running'])) this.add({ stage: 'download', packId: pack.id });
  }

  /** One resolve for all packs of a wave, as soon as none of them is still being downloaded. */
  private resolve(): void {
    const stages = new Set(this.unfinished().map((pack) => pack.stage));
    const isResolving = this.snapshot.tasks.some((task) => task.stage === 'resolve' && isLive(task));
    if (stages.has('resolve') && !stages.has('download') && !isResolving) this.add({ stage: 'resolve' });
  }

  private build(pack: PackSnapshot): void {
    if (this.failWithDependency(pack)) return;
    const environments = this.snapshot.environments.filter(({ id }) => pack.environments.includes(id));
    const failure = environments.map(({ id }) => this.buildFailure(id)).find((error) => error !== undefined);
    if (failure !== undefined) {
      this.move(pack, { stage: 'build', status: 'failed', error: failure });
      return;
    }
    const missing = environments.filter((environment) => !this.isDone(environment, pack));
    if (missing.length === 0) this.move(pack, afterStage(this.action, 'build'));
    for (const environment of missing) this.buildOnce(environment, pack);
  }

  private buildOnce(environment: EnvironmentSnapshot, pack: PackSnapshot): void {
    const isPlanned = this.tasks.some((task) => task.environmentId === environment.id);
    if (!environment.isBeingBuilt && !isPlanned) {
      this.add({ stage: 'build', packId: pack.id, environmentId: environment.id });
    }
  }

  /** Packs become due when all they depend on are registered; a failure runs down the whole chain at once. */
  private register(): void {
    let hasFailedOne = true;
    while (hasFailedOne) {
      hasFailedOne = this.unfinished()
        .filter((pack) => pack.stage === 'build' || pack.stage === 'register')
        .some((pack) => !this.hasTask(pack, ['running']) && this.failWithDependency(pack));
    }
    for (const pack of this.unfinished()) {
      const isDue = pack.dependsOn.every((id) => this.packs.get(id)?.status === 'completed');
      if (pack.stage === 'register' && isDue && !this.hasTask(pack, ['pending', 'running'])) {
        this.add({ stage: 'register', packId: pack.id });
      }
    }
  }

  private failWithDependency(pack: PackSnapshot): boolean {
    const culprit = pack.dependsOn
      .map((id) => this.packs.get(id))
      .find((dependency) => dependency?.status === 'failed' || dependency?.status === 'cancelled');
    if (culprit === undefined) return false;
    this.move(pack, { stage: pack.stage, status: 'failed', error: dependencyFailed(pack, culprit) });
    return true;
  }

  /** An action that ends here links its environments into the pack's folder: for that, each pack needs a task of its own. */
  private isDone(environment: EnvironmentSnapshot, pack: PackSnapshot): boolean {
    if (afterStage(this.action, 'build').status === 'pending') return this.isUsable(environment);
    return this.snapshot.tasks.some(
      (task) => task.environmentId === environment.id && task.packId === pack.id && task.status === 'succeeded',
    );
  }

  private isUsable(environment: EnvironmentSnapshot): boolean {
    if (environment.status !== 'ready') return false;
    const isForced = this.snapshot.execution.parameters['force_rebuild'] === true;
    return !isForced || this.lastBuild(environment.id)?.status === 'succeeded';
  }

  /** The error of this execution's own last try; what another execution met is no reason to give up. */
  private buildFailure(environmentId: EnvironmentId): ErrorReport | undefined {
    const last = this.lastBuild(environmentId);
    return last?.status === 'failed' ? (last.error ?? undefined) : undefined;
  }

  private lastBuild(environmentId: EnvironmentId): TaskSnapshot | undefined {
    return this.snapshot.tasks.findLast((task) => task.stage === 'build' && task.environmentId === environmentId);
  }

  private hasTask(pack: PackSnapshot, statuses: readonly TaskSnapshot['status'][]): boolean {
    return this.snapshot.tasks.some(
      (task) =>
        task.stage === pack.stage &&
        statuses.includes(task.status) &&
        (task.stage === 'resolve' ||
          (task.environmentId === null ? task.packId === pack.id : pack.environments.includes(task.environmentId))),
    );
  }

  private isAnyTaskLive(): boolean {
    return this.tasks.length > 0 || this.snapshot.tasks.some(isLive);
  }

  private unfinished(): PackSnapshot[] {
    return [...this.packs.values()].filter((pack) => pack.status === 'pending' || pack.status === 'running');
  }

  private move(pack: PackSnapshot, move: PackMove): void {
    Object.assign(pack, { stage: move.stage, status: move.status });
    this.moves.set(pack.id, move);
  }

  private add(task: Pick<NewTask, 'stage'> & Partial<NewTask>): void {
    this.tasks.push({ packId: null, environmentId: null, ...task });
  }

  private outcome(): 'completed' | 'failed' | 'cancelled' {
    const statuses = [...this.packs.values()].map((pack) => pack.status);
    if (statuses.includes('cancelled')) return 'cancelled';
    return statuses.includes('completed') ? 'completed' : 'failed';
  }
}

function isLive(task: TaskSnapshot): boolean {
  return task.status === 'pending' || task.status === 'running';
}

function dependencyFailed(pack: PackSnapshot, culprit: PackSnapshot): ErrorReport {
  return {
    code: 'DEPENDENCY_FAILED',
    message: `Pack ${pack.name} was not installed, because pack ${culprit.name}, which it depends on, failed.`,
    hint: `See the error of ${culprit.name}, mend it and submit both again.`,
  };
}

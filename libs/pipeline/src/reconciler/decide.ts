import {
  type Action,
  afterStage,
  asksFor,
  type EnvironmentId,
  type ErrorReport,
  type ExecutionPackId,
  type PackStatus,
  type Stage,
} from '@packyard/contracts';
import type {
  EnvironmentSnapshot,
  ExecutionSnapshot,
  NewTask,
  PackMove,
  PackSnapshot,
  ConditionalMove,
  TaskSnapshot,
} from '@packyard/schema';
import { dependencyFailed, rolledBack } from './decided-failures';
import { LiveTasks } from './live-tasks';

/** What has to happen next in an execution. */
export interface Decision {
  moves: ConditionalMove[];
  tasks: NewTask[];
  /** Set when the execution moves on without ending. */
  status?: 'scheduled' | 'running';
  /** Set when nothing is left to do. */
  endStatus?: 'completed' | 'failed' | 'cancelled';
}

/**
 * Derives from what is stored what is due. Only here it is decided which tasks there are. It is pure, and deciding twice
 * does no harm, so it is asked after every change, and again by the sweeper when a process died before it could ask.
 */
export function decide(snapshot: ExecutionSnapshot): Decision {
  const draft = new DecisionBuilder(snapshot);
  draft.startPacks();
  if (snapshot.execution.status === 'canceling') draft.cancelIdlePacks();
  else draft.advancePacks();
  draft.close();
  return draft.decision();
}

class DecisionBuilder {
  private readonly action: Action;
  private readonly isAtomic: boolean;
  private readonly packs: Map<ExecutionPackId, PackSnapshot>;
  private readonly moves = new Map<ExecutionPackId, PackMove>();
  private readonly tasks: NewTask[] = [];
  private readonly live: LiveTasks;

  constructor(private readonly snapshot: ExecutionSnapshot) {
    this.packs = new Map(snapshot.packs.map((pack) => [pack.id, { ...pack }]));
    this.action = snapshot.execution.action as Action;
    this.isAtomic = asksFor(snapshot.execution, 'atomic');
    this.live = new LiveTasks(snapshot.tasks);
  }

  /** Packs that a worker has begun to work for. */
  startPacks(): void {
    for (const pack of this.unfinished()) {
      if (pack.status === 'pending' && this.live.isRunningFor(pack))
        this.move(pack, { stage: pack.stage, status: 'running' });
    }
  }

  /** Packs that a running task still works for are left to that task: it notices the cancellation by itself. */
  cancelIdlePacks(): void {
    for (const pack of this.unfinished()) {
      if (!this.live.isRunningFor(pack)) this.move(pack, { stage: pack.stage, status: 'cancelled' });
    }
  }

  advancePacks(): void {
    for (const pack of this.at('download'))
      if (!this.live.hasTaskFor(pack)) this.add({ stage: 'download', executionPackId: pack.id });
    this.resolve();
    for (const pack of this.at('build')) this.build(pack);
    this.register();
  }

  /** The closing task, when all packs have come as far as they can, for what concerns the execution as a whole. */
  close(): void {
    if (this.live.hasAny || this.tasks.length > 0) return;
    if (this.isAtomic) this.closeAtomic();
    else if (this.unfinished().length === 0 && this.mightHaveBrokenUpgrades()) this.add({ stage: 'register' });
  }

  decision(): Decision {
    const seen = new Map(this.snapshot.packs.map((pack) => [pack.id, pack]));
    const moves = [...this.moves].flatMap(([id, move]) => {
      const from = seen.get(id);
      return from === undefined ? [] : [{ id, fromStage: from.stage, fromStatus: from.status, ...move }];
    });
    const isOver = this.unfinished().length === 0 && !this.live.hasAny && this.tasks.length === 0;
    if (isOver) return { moves, tasks: [], endStatus: this.endStatus() };
    const status = this.nextStatus();
    return { moves, tasks: this.tasks, ...(status === undefined ? {} : { status }) };
  }

  /** One resolution round for all packs, as soon as none of them is still being downloaded. */
  private resolve(): void {
    const [first] = this.at('resolve');
    if (first === undefined || this.live.hasTaskFor(first) || this.at('download').length > 0) return;
    this.add({ stage: 'resolve' });
  }

  private build(pack: PackSnapshot): void {
    if (this.failWithDependency(pack)) return;
    const environments = this.snapshot.environments.filter(({ id }) => pack.environments.includes(id));
    const failure = environments.map(({ id }) => this.buildFailure(id)).find((error) => error !== undefined);
    if (failure !== undefined) {
      this.move(pack, { stage: 'build', status: 'failed', error: failure });
      return;
    }
    const unbuilt = environments.filter((environment) => !this.isDone(environment, pack));
    if (unbuilt.length === 0) this.move(pack, afterStage(this.action, 'build'));
    for (const environment of unbuilt) this.buildOnce(environment, pack);
  }

  private buildOnce(environment: EnvironmentSnapshot, pack: PackSnapshot): void {
    const isPlanned = this.tasks.some((task) => task.environmentId === environment.id);
    if (!environment.isBeingBuilt && !isPlanned) {
      this.add({ stage: 'build', executionPackId: pack.id, environmentId: environment.id });
    }
  }

  /** Packs become due when all they depend on are registered; a failure runs down the whole chain at once. */
  private register(): void {
    const waiting = () => [...this.at('build'), ...this.at('register')];
    while (waiting().some((pack) => !this.live.isRunningFor(pack) && this.failWithDependency(pack)));
    for (const pack of this.at('register')) {
      if (!this.isDue(pack) || this.live.hasTaskFor(pack)) continue;
      this.add({ stage: 'register', executionPackId: pack.id });
    }
  }

  /** Of an all-or-nothing request nothing is enabled before all is prepared, so nobody waits for what it depends on. */
  private isDue(pack: PackSnapshot): boolean {
    return this.isAtomic ? !pack.isPrepared : pack.dependsOn.length === 0;
  }

  private closeAtomic(): void {
    const prepared = this.unfinished();
    if (prepared.length === 0 || !prepared.every(({ isPrepared }) => isPrepared)) return;
    const failedPack = this.failedPack();
    if (failedPack === undefined) this.add({ stage: 'register' });
    else
      for (const pack of prepared)
        this.move(pack, { stage: 'register', status: 'failed', error: rolledBack(pack.name, failedPack) });
  }

  /**
   * When a part of the request failed, a pack may have been enabled whose dependants of the same request were not upgraded;
   * the closing task takes it back, unless the request may break its dependants (`force` and `skip_dependencies`).
   */
  private mightHaveBrokenUpgrades(): boolean {
    const { execution } = this.snapshot;
    const enables = this.action === 'core.install_packs' || this.action === 'core.register_packs';
    const missedCount = this.count('failed') + this.count('cancelled') + this.snapshot.notEnabledCount;
    const isPartial = this.count('completed') > 0 && missedCount > 0 && !asksFor(execution, 'dry_run');
    const isClosed = this.snapshot.tasks.some(
      ({ stage, executionPackId }) => stage === 'register' && executionPackId === null,
    );
    const mayBreakDependants = asksFor(execution, 'force') || asksFor(execution, 'skip_dependencies');
    return enables && isPartial && !isClosed && !mayBreakDependants;
  }

  private failWithDependency(pack: PackSnapshot): boolean {
    const failedPack = pack.dependsOn.find(({ id, status }) => {
      const current = this.packs.get(id)?.status ?? status;
      return current === 'failed' || current === 'cancelled';
    });
    if (failedPack === undefined) return false;
    this.move(pack, { stage: pack.stage, status: 'failed', error: dependencyFailed(pack.name, failedPack.name) });
    return true;
  }

  /** An action that ends here links its environments into the pack's folder: for that, each pack needs a task of its own. */
  private isDone(environment: EnvironmentSnapshot, pack: PackSnapshot): boolean {
    if (afterStage(this.action, 'build').status === 'pending') return this.isUsable(environment);
    return this.snapshot.tasks.some(
      (task) =>
        task.environmentId === environment.id && task.executionPackId === pack.id && task.status === 'succeeded',
    );
  }

  private isUsable(environment: EnvironmentSnapshot): boolean {
    if (environment.status !== 'ready') return false;
    const isForced = asksFor(this.snapshot.execution, 'force_rebuild');
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

  private at(stage: Stage): PackSnapshot[] {
    return this.unfinished().filter((pack) => pack.stage === stage);
  }

  private unfinished(): PackSnapshot[] {
    return [...this.packs.values()].filter(isUnfinished);
  }

  private move(pack: PackSnapshot, move: PackMove): void {
    Object.assign(pack, { stage: move.stage, status: move.status });
    this.moves.set(pack.id, move);
  }

  private add(task: Pick<NewTask, 'stage'> & Partial<NewTask>): void {
    this.tasks.push({ executionPackId: null, environmentId: null, ...task });
  }

  /** Of the packs that ended before, and of those that end by this decision. */
  private count(status: 'completed' | 'failed' | 'cancelled'): number {
    return this.snapshot.endedCounts[status] + [...this.packs.values()].filter((pack) => pack.status === status).length;
  }

  private failedPack(): string | undefined {
    const failed = [...this.packs.values()].find(({ status }) => status === 'failed' || status === 'cancelled');
    return this.snapshot.failedPackName ?? failed?.name;
  }

  private endStatus(): 'completed' | 'failed' | 'cancelled' {
    if (this.count('cancelled') > 0) return 'cancelled';
    return this.count('completed') > 0 ? 'completed' : 'failed';
  }

  private nextStatus(): 'scheduled' | 'running' | undefined {
    const { status } = this.snapshot.execution;
    if (status !== 'requested' && status !== 'scheduled') return undefined;
    if (this.live.hasRunning) return 'running';
    return status === 'requested' ? 'scheduled' : undefined;
  }
}

function isUnfinished({ status }: { status: PackStatus }): boolean {
  return status === 'pending' || status === 'running';
}

import {
  type Action,
  type ExecutionId,
  type ExecutionPackId,
  type ExecutionPackView,
  type ExecutionSummary,
  type ExecutionView,
  principalOf,
  type Stage,
  STAGES,
  stagesOf,
  type StageView,
  type WaitingView,
} from '@packyard/contracts';
import type { ExecutionEntity, ExecutionPackEntity, NewExecution, PackCounts, TaskEntity } from '@packyard/schema';

type ShownExecution = Omit<
  ExecutionEntity,
  'idempotencyKey' | 'requestDigest' | 'traceParent' | 'limits' | 'sealedIndexCredentials'
>;
type ShownPack = Pick<ExecutionPackEntity, keyof typeof NOTHING_KNOWN | 'id' | 'description' | 'stage'>;

interface Progress {
  packs: readonly ShownPack[];
  tasks: readonly TaskEntity[];
  /** Environments of each pack, by the pack's id. */
  environments: ReadonlyMap<number, readonly number[]>;
  waiting: readonly WaitingView[];
}

export function presentExecution(execution: ShownExecution, progress: Progress): ExecutionView {
  const known = new KnownTasks(progress);
  return {
    ...presentCommon(execution),
    action: null,
    config: execution.parameters,
    executor: null,
    worker: null,
    priority: execution.parameters['priority'] === 'high' ? 'high' : 'normal',
    waiting: [...progress.waiting],
    result: execution.result,
    packs: progress.packs.map((pack) => presentPack(pack, stagesOf(execution.action as Action), known)),
  };
}

/** An execution that was just created, of which nothing has happened yet: what was stored need not be read again. */
export function presentNew(
  execution: NewExecution,
  { id, createdAt, packIds }: { id: ExecutionId; createdAt: Date; packIds: readonly ExecutionPackId[] },
): ExecutionView {
  const { kind, id: requestedById, name: requestedBy } = execution.requestedBy;
  const requester = { requestedBy, requestedByKind: kind, requestedById };
  const row = { ...NOTHING_YET, ...execution, ...requester, id, createdAt, updatedAt: createdAt };
  const packs = execution.packs.map((pack, index) => ({
    ...NOTHING_KNOWN,
    ...pack,
    id: packIds[index] ?? (0 as ExecutionPackId),
  }));
  return presentExecution(row, { packs, tasks: [], environments: new Map(), waiting: [] });
}

const NOTHING_YET = { status: 'requested', result: null, startedAt: null, finishedAt: null } as const;
const NOTHING_KNOWN = {
  origin: 'request',
  ref: null,
  version: null,
  status: 'pending',
  chosen: null,
  downloaded: null,
  error: null,
} as const;

export function presentSummary(
  execution: Omit<ShownExecution, 'result'>,
  { names, ...counts }: PackCounts = { total: 0, completed: 0, failed: 0, names: [] },
): ExecutionSummary {
  return {
    ...presentCommon(execution),
    rule_ref: null,
    trigger_ref: null,
    is_plan: execution.parameters['dry_run'] === true,
    pack_refs: names,
    pack_counts: counts,
  };
}

function presentCommon(execution: Omit<ShownExecution, 'parameters' | 'result'>) {
  return {
    id: execution.id,
    action_ref: execution.action,
    status: execution.status,
    parent: null,
    enforcement: null,
    requested_by: execution.requestedBy,
    requested_by_kind: principalOf(execution.requestedBy, execution.requestedByKind, null).kind,
    requested_by_id: execution.requestedById,
    created: execution.createdAt.toISOString(),
    updated: execution.updatedAt.toISOString(),
    started_at: execution.startedAt?.toISOString() ?? null,
    finished_at: execution.finishedAt?.toISOString() ?? null,
  };
}

function presentPack(pack: ShownPack, stages: readonly Stage[], known: KnownTasks): ExecutionPackView {
  return {
    id: pack.id,
    source: pack.description,
    source_type: pack.downloaded?.sourceType ?? null,
    origin: pack.origin,
    pack_ref: pack.ref,
    pack_version: pack.version,
    stage: pack.stage,
    status: pack.status,
    chosen_because: pack.chosen,
    git_commit: pack.downloaded?.gitCommit ?? null,
    checksum: pack.downloaded?.checksum ?? null,
    transferred_bytes: pack.downloaded?.transfer?.transferredBytes ?? null,
    archive_bytes: pack.downloaded?.transfer?.archiveBytes ?? null,
    signature: pack.downloaded?.signature ?? null,
    warnings: pack.downloaded?.warnings ?? [],
    stages: stages.map((stage) => presentStage(stage, pack, known)),
    error: pack.error,
  };
}

function presentStage(stage: Stage, pack: ShownPack, known: KnownTasks): StageView {
  const tasks = known.of(stage, pack);
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
    attempt: latest.jobNumber,
    started_at: earliest(tasks.map((task) => task.startedAt)),
    finished_at: isStillAtIt ? null : (latest.finishedAt?.toISOString() ?? null),
  };
}

/** The tasks of an execution by what they were made for: a request of a thousand packs has thousands. */
class KnownTasks {
  private readonly byPack: ReadonlyMap<string, TaskEntity>;
  private readonly byEnvironment: ReadonlyMap<number | null, TaskEntity[]>;
  private readonly resolving: TaskEntity | undefined;

  constructor(private readonly progress: Progress) {
    const { tasks } = progress;
    this.byPack = new Map(tasks.map((task) => [`${task.stage} ${task.executionPackId ?? ''}`, task]));
    const builds = tasks.filter(({ stage, environmentId }) => stage === 'build' && environmentId !== null);
    this.byEnvironment = Map.groupBy(builds, ({ environmentId }) => environmentId);
    this.resolving = tasks.findLast(({ stage }) => stage === 'resolve');
  }

  /** In the order in which they were made. A build without a task in this execution was reused. */
  of(stage: Stage, { id }: ShownPack): TaskEntity[] {
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

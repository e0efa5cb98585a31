import { Injectable } from '@nestjs/common';
import {
  type Action,
  ExecutionId,
  type ExecutionPackId,
  type ExecutionPackView,
  type ExecutionView,
  isUrgent,
  type Principal,
  principalOf,
  RejectedError,
  stagesOf,
  type WaitingView,
} from '@packyard/contracts';
import {
  type ExecutionEntity,
  type ExecutionPackEntity,
  ExecutionPackRepository,
  ExecutionRepository,
  type NewExecution,
  type TaskEntity,
  TaskRepository,
  QueuePositionRepository,
} from '@packyard/schema';
import { StagesOfPacks } from './stages-of-packs';

type ShownExecution = Omit<
  ExecutionEntity,
  'idempotencyKey' | 'requestDigest' | 'traceParent' | 'tokenLimits' | 'sealedIndexCredentials'
>;
type ShownPack = Pick<ExecutionPackEntity, keyof typeof NOTHING_KNOWN | 'id' | 'sourceText' | 'stage'>;

interface Progress {
  packs: readonly ShownPack[];
  tasks: readonly TaskEntity[];
  /** Environments of each pack, by the pack's id. */
  environments: ReadonlyMap<number, readonly number[]>;
  waiting: readonly WaitingView[];
}

/** Executions as users see them. */
@Injectable()
export class ExecutionViews {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly tasks: TaskRepository,
    private readonly queuePositions: QueuePositionRepository,
  ) {}

  /**
   * With `requester`, only what that one requested is there.
   * @throws RejectedError EXECUTION_NOT_FOUND
   */
  async find(text: string, requester?: Principal): Promise<ExecutionEntity> {
    const id = ExecutionId.safeParse(text);
    const found = id.success && id.data < 2 ** 31 ? await this.executions.find(id.data) : null;
    if (found !== null && isRequestedBy(found, requester)) return found;
    throw new RejectedError('EXECUTION_NOT_FOUND', `Execution with ID ${text.slice(0, 50)} not found`, {
      hint: 'List the executions to see which there are.',
    });
  }

  async view(execution: ExecutionEntity): Promise<ExecutionView> {
    const [packs, tasks, environments, waiting] = await Promise.all([
      this.packs.listOf(execution.id),
      this.tasks.listOf(execution.id),
      this.packs.environmentsOf(execution.id),
      execution.finishedAt === null ? this.queuePositions.positionsOf(execution.id) : [],
    ]);
    return presentExecution(execution, { packs, tasks, environments, waiting });
  }
}

function isRequestedBy({ requestedByKind, requestedById }: ExecutionEntity, requester: Principal | undefined): boolean {
  return requester === undefined || (requestedByKind === requester.kind && requestedById === requester.id);
}

function presentExecution(execution: ShownExecution, progress: Progress): ExecutionView {
  const stages = new StagesOfPacks(stagesOf(execution.action as Action), progress);
  return {
    ...presentCommon(execution),
    action: null,
    config: execution.parameters,
    executor: null,
    worker: null,
    priority: isUrgent(execution) ? 'high' : 'normal',
    waiting: [...progress.waiting],
    result: execution.result,
    packs: progress.packs.map((pack) => presentPack(pack, stages)),
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
  chosenBecause: null,
  downloadResult: null,
  error: null,
} as const;

export function presentCommon(execution: Omit<ShownExecution, 'parameters' | 'result'>) {
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

function presentPack(pack: ShownPack, stages: StagesOfPacks): ExecutionPackView {
  return {
    id: pack.id,
    source: pack.sourceText,
    source_type: pack.downloadResult?.sourceType ?? null,
    origin: pack.origin,
    pack_ref: pack.ref,
    pack_version: pack.version,
    stage: pack.stage,
    status: pack.status,
    chosen_because: pack.chosenBecause,
    git_commit: pack.downloadResult?.gitCommit ?? null,
    checksum: pack.downloadResult?.checksum ?? null,
    transferred_bytes: pack.downloadResult?.transfer?.transferredBytes ?? null,
    archive_bytes: pack.downloadResult?.transfer?.archiveBytes ?? null,
    signature: pack.downloadResult?.signature ?? null,
    warnings: pack.downloadResult?.warnings ?? [],
    stages: stages.of(pack),
    error: pack.error,
  };
}

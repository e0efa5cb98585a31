import {
  type ExecutionEventData,
  type ExecutionPackView,
  type ExecutionStatus,
  type ExecutionView,
  type PackStatus,
  type Stage,
} from '@packyard/contracts';

export interface PackProgress {
  id: number;
  name: string;
  stage: Stage;
  status: PackStatus;
  startedAtMs: number;
  /** Kept while a replay goes through the pack's past again. */
  endedAtMs?: number;
  /** The latest thing worth knowing, such as a retry. */
  note?: string;
  error?: { code: string; message: string; hint?: string | undefined };
}

/** All that is shown of an execution while it runs. */
export interface Progress {
  executionId: number;
  status: ExecutionStatus;
  packs: readonly PackProgress[];
  /** The latest thing worth knowing that concerns no single pack. */
  note?: string;
  /** What the last event said, for those who print lines. */
  latest?: ExecutionEventData;
}

type PackEventData = Extract<ExecutionEventData, { type: 'pack' }>['pack'];

/** The execution as the service describes it, with the times at which its packs really started and ended. */
export function startProgress(execution: ExecutionView, nowMs: number): Progress {
  const packs = execution.packs.map((pack) => ({ ...nextPack(undefined, eventOf(pack), nowMs), ...timesOf(pack) }));
  return { executionId: execution.id, status: execution.status, packs };
}

/** Follows one event. Events may come twice: the state is what they say, not how often. */
export function follow(progress: Progress, event: ExecutionEventData, nowMs: number): Progress {
  switch (event.type) {
    case 'status':
      return { ...progress, status: event.status, latest: event };
    case 'note':
    case 'progress':
      if (event.packId === null) return { ...progress, note: event.text, latest: event };
      return {
        ...progress,
        latest: event,
        packs: progress.packs.map((pack) => (pack.id === event.packId ? { ...pack, note: event.text } : pack)),
      };
    case 'pack':
      return { ...progress, latest: event, packs: withPack(progress.packs, event.pack, nowMs) };
  }
}

/** What must have happened since, told as events: for when the stream of events can't be had. */
export function changesTo(progress: Progress, execution: ExecutionView): ExecutionEventData[] {
  const packs = execution.packs.map(eventOf).filter((pack) => {
    const former = progress.packs.find(({ id }) => id === pack.id);
    return former?.stage !== pack.stage || former.status !== pack.status;
  });
  return [
    ...packs.map((pack) => ({ type: 'pack' as const, pack })),
    ...(execution.status === progress.status ? [] : [{ type: 'status' as const, status: execution.status }]),
  ];
}

/** Candidates that were given up while versions were chosen are no part of the execution any more. */
export function withoutDropped(progress: Progress, execution: ExecutionView): Progress {
  const ids = new Set(execution.packs.map(({ id }) => id));
  return { ...progress, packs: progress.packs.filter(({ id }) => ids.has(id)) };
}

export function isSettled({ status }: Pick<PackProgress, 'status'>): boolean {
  return status !== 'pending' && status !== 'running';
}

function eventOf({ id, source, pack_ref: ref, pack_version: version, stage, status, error }: ExecutionPackView) {
  return { id, source, ref, version, stage, status, error };
}

function timesOf({ stages, status }: ExecutionPackView): Partial<PackProgress> {
  const times = (name: 'started_at' | 'finished_at') =>
    stages.map((stage) => Date.parse(stage[name] ?? '')).filter((time) => !Number.isNaN(time));
  const [started, finished] = [times('started_at'), times('finished_at')];
  const hasEnded = isSettled({ status }) && finished.length > 0;
  return {
    ...(started.length === 0 ? {} : { startedAtMs: Math.min(...started) }),
    ...(hasEnded ? { endedAtMs: Math.max(...finished) } : {}),
  };
}

function withPack(packs: readonly PackProgress[], event: PackEventData, nowMs: number): PackProgress[] {
  const former = packs.find(({ id }) => id === event.id);
  const next = nextPack(former, event, nowMs);
  return former === undefined ? [...packs, next] : packs.map((pack) => (pack === former ? next : pack));
}

function nextPack(former: PackProgress | undefined, event: PackEventData, nowMs: number): PackProgress {
  const { id, source, ref, stage, status, error } = event;
  const hasEnded = isSettled({ status });
  const endedAtMs = former?.endedAtMs ?? (hasEnded ? nowMs : undefined);
  return {
    id,
    name: ref ?? source,
    stage,
    status,
    startedAtMs: former?.startedAtMs ?? nowMs,
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
    ...(former?.note !== undefined && former.stage === stage && !hasEnded ? { note: former.note } : {}),
    ...(error === null ? {} : { error }),
  };
}

import {
  type ExecutionEventData,
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
  /** What the last event said, for those who print lines. */
  latest?: ExecutionEventData;
}

export function startProgress(execution: Pick<ExecutionView, 'id' | 'status'>): Progress {
  return { executionId: execution.id, status: execution.status, packs: [] };
}

/** Follows one event. Events may come twice: the state is what they say, not how often. */
export function follow(progress: Progress, event: ExecutionEventData, nowMs: number): Progress {
  switch (event.type) {
    case 'status':
      return { ...progress, status: event.status, latest: event };
    case 'note':
      return {
        ...progress,
        latest: event,
        packs: progress.packs.map((pack) => (pack.id === event.packId ? { ...pack, note: event.text } : pack)),
      };
    case 'pack':
      return { ...progress, latest: event, packs: withPack(progress.packs, event.pack, nowMs) };
  }
}

function withPack(
  packs: readonly PackProgress[],
  { id, source, ref, stage, status, error }: Extract<ExecutionEventData, { type: 'pack' }>['pack'],
  nowMs: number,
): PackProgress[] {
  const former = packs.find((pack) => pack.id === id);
  const hasEnded = status !== 'pending' && status !== 'running';
  const next: PackProgress = {
    id,
    name: ref ?? source,
    stage,
    status,
    startedAtMs: former?.startedAtMs ?? nowMs,
    ...(hasEnded ? { endedAtMs: former?.endedAtMs ?? nowMs } : {}),
    ...(former?.note !== undefined && former.stage === stage && !hasEnded ? { note: former.note } : {}),
    ...(error === null ? {} : { error }),
  };
  return former === undefined ? [...packs, next] : packs.map((pack) => (pack.id === id ? next : pack));
}

import { hasEnded, type ExecutionSummary } from '@packyard/contracts';
import type { Column } from '../output/render';

const MAX_NAMES = 3;

/** What a list says of each execution. */
export const EXECUTIONS: readonly Column<ExecutionSummary>[] = [
  ['ID', ({ id }) => String(id)],
  ['ACTION', ({ action_ref: action, is_plan: isPlan }) => (isPlan ? `${action} (plan)` : action)],
  ['STATUS', statusWords],
  ['PACKS', packWords],
  ['BY', ({ requested_by: by }) => by],
  ['CREATED', ({ created }) => created],
  ['TOOK', durationWords],
  ['STARTED', ({ started_at: started }) => started, 'wide'],
  ['FINISHED', ({ finished_at: finished }) => finished, 'wide'],
];

/** An execution completes although some of its packs fail: it is not to look like one in which none did. */
function statusWords({ status, pack_counts: { total, failed } }: ExecutionSummary): string {
  return failed === 0 ? status : `${status}, ${failed} of ${total} failed`;
}

function packWords({ pack_refs: refs, pack_counts: { total } }: ExecutionSummary): string | null {
  const shown = refs.slice(0, MAX_NAMES);
  if (shown.length === 0) return total === 0 ? null : String(total);
  return `${shown.join(', ')}${total > shown.length ? ` +${total - shown.length}` : ''}`;
}

function durationWords({ status, started_at: from, finished_at: to }: ExecutionSummary): string | null {
  if (from === null || (to === null && hasEnded(status))) return null;
  const seconds = Math.max(0, (to === null ? Date.now() : Date.parse(to)) - Date.parse(from)) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  return `${Math.floor(seconds / 60)}m${String(Math.floor(seconds % 60)).padStart(2, '0')}s`;
}

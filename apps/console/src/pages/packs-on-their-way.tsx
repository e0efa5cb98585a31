import type { Execution, ExecutionPack } from '../api/types';
import { useFirstItems } from '../parts/use-first-items';
import { PackProgress } from './pack-progress';
import type { Followed } from './use-execution';

const PACKS_SHOWN = 50;

/** The packs of a request: of many, what failed and what is being done comes before the rest, and how many there are of each. */
export function PacksOnTheirWay({ execution, progress }: { execution: Execution } & Pick<Followed, 'progress'>) {
  const { packs } = execution;
  const isMany = packs.length > PACKS_SHOWN;
  const { shown, more } = useFirstItems(isMany ? byUrgency(packs) : packs, { first: PACKS_SHOWN, what: 'packs' });
  return (
    <>
      {isMany && <p>{countsIn(packs)}</p>}
      <div aria-live="polite">
        {shown.map((pack) => (
          <PackProgress key={pack.id} pack={pack} execution={execution} progress={progress.get(pack.id)} />
        ))}
      </div>
      {more}
    </>
  );
}

const BY_URGENCY = ['failed', 'running', 'pending', 'cancelled', 'completed'];

function byUrgency(packs: readonly ExecutionPack[]): ExecutionPack[] {
  return packs.toSorted((a, b) => BY_URGENCY.indexOf(a.status) - BY_URGENCY.indexOf(b.status));
}

/** `500 packs: 2 failed, 14 running, 484 completed`. */
function countsIn(packs: readonly ExecutionPack[]): string {
  const counts = BY_URGENCY.map((status) => [status, packs.filter((pack) => pack.status === status).length] as const);
  const words = counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} ${status}`);
  return `${packs.length} packs: ${words.join(', ')}`;
}

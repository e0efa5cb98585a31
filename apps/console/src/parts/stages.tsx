import type { ExecutionPack, Stage } from '../api/types';

/** The stages of one pack, filling from left to right. */
export function Stages({ stages, status: ofPack }: Pick<ExecutionPack, 'stages' | 'status'>) {
  const hasEnded = ofPack !== 'pending' && ofPack !== 'running';
  return (
    <ol class="stages">
      {stages.map(({ stage, status, attempt }) => {
        const words = wordsFor({ status, attempt, hasEnded });
        return (
          <li key={stage} class={status} title={`${stage}: ${words}`}>
            <span>{stage}</span>
            <small>{words}</small>
          </li>
        );
      })}
    </ol>
  );
}

function wordsFor({ status, attempt, hasEnded }: Pick<Stage, 'status' | 'attempt'> & { hasEnded: boolean }): string {
  if (status === 'waiting' && hasEnded) return 'not reached';
  return (attempt ?? 1) > 1 ? `${status}, attempt ${attempt ?? 1}` : status;
}

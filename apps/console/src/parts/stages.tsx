import type { ExecutionPack, Stage } from '../api/types';

/** The stages of one pack, filling from left to right. */
export function Stages({ stages, stage: reached, status: ofPack }: Pick<ExecutionPack, 'stages' | 'stage' | 'status'>) {
  const hasEnded = ofPack !== 'pending' && ofPack !== 'running';
  // What a stage did for the packs of a request may have succeeded, and have found that this pack can't go on.
  const hasFailedAt = (stage: Stage['stage']) => ofPack === 'failed' && stage === reached;
  return (
    <ol class="stages">
      {stages.map(({ stage, status: ofStage, attempt }) => {
        const status = hasFailedAt(stage) ? 'failed' : ofStage;
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

import type { Stage } from '../api/types';

/** The stages of one pack, filling from left to right. */
export function Stages({ stages }: { stages: readonly Stage[] }) {
  return (
    <ol class="stages">
      {stages.map(({ stage, status, attempt }) => (
        <li key={stage} class={status} title={`${stage}: ${status}`}>
          <span>{stage}</span>
          <small>{(attempt ?? 1) > 1 ? `${status}, attempt ${attempt ?? 1}` : status}</small>
        </li>
      ))}
    </ol>
  );
}

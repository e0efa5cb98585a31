import type { Rollout } from '../api/types';
import { Badge } from '../parts/badge';
import { Confirm } from '../parts/confirm';
import { ErrorBox } from '../parts/error-box';
import { useAction } from '../parts/use-action';
import { useData } from '../parts/use-data';
import { useMay, useSession } from '../session/session';

const EVERY_MS = 2000;

/** How the latest generation goes out to machines, why it was stopped, and what to do about it. */
export function RolloutProgress() {
  const { client } = useSession();
  const mayChange = useMay('packs', 'update');
  const { answer, error, reload } = useData<{ data: Rollout }>('/api/v1/rollout', EVERY_MS);
  const changing = useAction();
  const post = async (path: string, body?: object) => {
    await client.json(`/api/v1/rollout/${path}`, { method: 'POST', ...(body && { body }) });
    reload();
  };
  if (answer === undefined) return <ErrorBox error={error} />;
  const { status, generation, reason, nodes, policy, ...rollout } = answer.data;
  const isUnderWay = status !== 'complete';
  return (
    <section aria-labelledby="rollout">
      <h2 id="rollout">
        Generation {generation} <Badge status={isUnderWay ? status : 'completed'} />
      </h2>
      <ErrorBox error={changing.error ?? error} />
      <p>
        <progress aria-label="Nodes that show it" max={Math.max(nodes.all, 1)} value={nodes.whole} /> {nodes.whole} of{' '}
        {nodes.all} nodes show it
        {isUnderWay && `; ${nodes.told} were told, in step ${rollout.step} of ${rollout.step_count}`}
        {nodes.failed > 0 && `; ${nodes.failed} of them failed so far`}.
        {nodes.held > 0 && ` The other ${nodes.held} stay with generation ${rollout.base_generation}.`}
      </p>
      {reason !== null && <p role="status">{reason}</p>}
      {mayChange && isUnderWay && (
        <p class="buttons">
          {status === 'stopped' && (
            <button
              type="button"
              disabled={changing.isRunning}
              onClick={() => void changing.run(() => post('resume', {}))}
            >
              Go on without them
            </button>
          )}
          {status === 'running' && (
            <button type="button" disabled={changing.isRunning} onClick={() => void changing.run(() => post('stop'))}>
              Stop it
            </button>
          )}
          <Confirm
            label="Tell all"
            question={`Tell all nodes generation ${generation}?`}
            verb="Tell all"
            onConfirmed={() => post('resume', { all: true })}
          >
            No further step is waited for. To go back instead, roll back on the page of generations: that reaches all
            nodes at once.
          </Confirm>
        </p>
      )}
      <p>
        <small>{sayPolicy(policy)}</small>
      </p>
    </section>
  );
}

function sayPolicy({ steps, max_failures: failures, step_seconds: seconds }: Rollout['policy']): string {
  if (steps.length === 0) return 'Each generation reaches all nodes at once. packyard rollout policy makes steps.';
  return `Each generation reaches ${[...steps, 'all'].join(', then ')} nodes; ${failures} may fail, each step may take ${seconds} s.`;
}

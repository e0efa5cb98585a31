import { useState } from 'preact/hooks';
import type { Output } from '../api/types';
import { ErrorBox } from '../parts/error-box';
import { useData } from '../parts/use-data';

const EVERY_MS = 2000;

/** What the tools printed that built environments; asked for when somebody wants to see it. */
export function ToolOutput({ id, isLive }: { id: number; isLive: boolean }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What the tools printed</summary>
      {isOpen && <Outputs id={id} isLive={isLive} />}
    </details>
  );
}

function Outputs({ id, isLive }: { id: number; isLive: boolean }) {
  const path = `/api/v1/executions/${id}/output`;
  const { answer, error } = useData<{ data: { outputs: Output[] } }>(path, isLive ? EVERY_MS : undefined);
  return (
    <>
      <ErrorBox error={error} />
      {answer?.data.outputs.length === 0 && <p>Nothing was built, so no tool has printed anything.</p>}
      {answer?.data.outputs.map(({ task_id: task, attempt, pack_ref: ref, runtime, stage, text }) => (
        <section key={`${task} ${attempt}`}>
          <h3>
            {ref ?? 'environment'} · {runtime ?? stage}
            {attempt > 1 && ` · attempt ${attempt}`}
          </h3>
          <pre tabIndex={0}>{text}</pre>
        </section>
      ))}
    </>
  );
}

import { Link, useLocation } from 'wouter-preact';
import type { Execution } from '../api/types';
import { Badge } from '../parts/badge';
import { ErrorBox } from '../parts/error-box';
import { NotFound } from '../parts/not-found';
import { Ago, duration } from '../parts/time';
import { useAction } from '../parts/use-action';
import { useMay, useSession } from '../session/session';
import { isUpload } from './is-upload';
import { PacksOnTheirWay } from './packs-on-their-way';
import { ToolOutput } from './tool-output';
import { useExecution } from './use-execution';

/** One request, live: its packs with their stages, what failed and what to do, what the workers say. */
export function ExecutionPage({ id }: { id: number }) {
  const { answer, error, notes, progress } = useExecution(id);
  if (error?.status === 404) {
    return (
      <NotFound title={`Execution ${id}`}>
        There is no such execution, or not any more: old ones are removed. See{' '}
        <Link to="/executions">which there are</Link>.
      </NotFound>
    );
  }
  if (answer === undefined) return <ErrorBox error={error} />;
  const execution = answer.data;
  const isPlan = execution.config?.['dry_run'] === true;
  return (
    <>
      <h1>
        Execution {id} <Badge status={execution.status} />
      </h1>
      <p>
        {execution.action_ref}, asked for by {execution.requested_by} <Ago at={execution.created} />;{' '}
        {timeWords(execution)}
      </p>
      {isPlan && execution.finished_at !== null && (
        <p>
          Nothing was installed: <Link to={`/plans/${id}`}>see what would be done</Link>.
        </p>
      )}
      <Waiting waiting={execution.waiting} />
      {execution.packs.some(({ error: failure }) => failure !== null) && execution.finished_at !== null && !isPlan && (
        <p>What failed has changed nothing: what was enabled before still is.</p>
      )}
      <Buttons execution={execution} />
      <ErrorBox error={error} />
      <PacksOnTheirWay execution={execution} progress={progress} />
      {notes.length > 0 && (
        <section>
          <h2>Messages</h2>
          <ol class="log">
            {notes.map((note, index) => (
              <li key={index}>
                <code>{note.stage}</code> {note.text}
              </li>
            ))}
          </ol>
        </section>
      )}
      <ToolOutput id={id} isLive={execution.finished_at === null} />
      {execution.result !== null && (
        <details>
          <summary>Result</summary>
          <pre tabIndex={0}>{JSON.stringify(execution.result, null, 2)}</pre>
        </details>
      )}
    </>
  );
}

function timeWords({ started_at: from, finished_at: to }: Execution): string {
  if (to !== null) return `took ${duration(from, to)}`;
  return from === null ? 'has not begun yet' : `running for ${duration(from, null)}`;
}

/** Why nothing moves yet. */
function Waiting({ waiting }: Pick<Execution, 'waiting'>) {
  return (
    <>
      {waiting.map(({ stage, tasks, ahead }) => (
        <p key={stage} class="quiet">
          {tasks} {tasks === 1 ? 'pack waits' : 'packs wait'} for a worker of {stage}
          {ahead > 0 && `, with ${ahead} ahead`}.
        </p>
      ))}
    </>
  );
}

function Buttons({ execution }: { execution: Execution }) {
  const { client } = useSession();
  const [, go] = useLocation();
  const { isRunning, error, run } = useAction();
  const mayCancel = useMay('executions', 'cancel') && execution.finished_at === null;
  const mayRepeat = useMay('executions', 'create') && execution.finished_at !== null;
  const sources = execution.action_ref === 'core.install_packs' ? execution.config?.['packs'] : undefined;
  const isGone = Array.isArray(sources) && sources.some(isUpload);
  const mayChange = mayRepeat && Array.isArray(sources) && execution.config?.['dry_run'] !== true;
  const cancel = () => client.json(`/api/v1/executions/${execution.id}/cancel`, { method: 'POST' });
  const repeat = async () => {
    const body = { action: execution.action_ref, parameters: execution.config ?? {} };
    const { id } = await client.data<Execution>('/api/v1/executions', { method: 'POST', body });
    go(`/executions/${id}`);
  };
  if (mayRepeat && isGone) {
    return (
      <p>
        The file that was uploaded is not kept, so this can't be run again: <Link to="/install">upload it again</Link>.
      </p>
    );
  }
  return (
    <p class="buttons">
      {mayCancel && (
        <button type="button" disabled={isRunning || execution.status === 'canceling'} onClick={() => void run(cancel)}>
          Cancel
        </button>
      )}
      {mayRepeat && (
        <button type="button" disabled={isRunning} onClick={() => void run(repeat)}>
          Run again
        </button>
      )}
      {mayChange && (
        <button type="button" onClick={() => go('/install', { state: execution.config })}>
          Change and run
        </button>
      )}
      <ErrorBox error={error} />
    </p>
  );
}

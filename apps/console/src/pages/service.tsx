import type { StageHealth } from '../api/types';
import { Badge } from '../parts/badge';
import { bytes } from '../parts/bytes';
import { ErrorBox } from '../parts/error-box';
import { Table } from '../parts/table';
import { useData } from '../parts/use-data';

const EVERY_MS = 3000;

interface Readiness {
  status: string;
  stages: StageHealth[];
  free_bytes: number;
}
interface Summary {
  containment?: { kind: string; description: string; warnings: string[]; workers: number }[];
}

/** Who is alive and what is running: workers and queues, stage by stage. */
export function ServicePage() {
  const { answer, error } = useData<Readiness>('/health/ready', EVERY_MS);
  const summary = useData<Summary>('/health', EVERY_MS);
  const stats = useData<{ data: Record<string, number> }>('/api/v1/executions/stats', EVERY_MS);
  return (
    <>
      <h1>Service {answer !== undefined && <Badge status={answer.status} />}</h1>
      <ErrorBox error={error} />
      {answer !== undefined && (
        <>
          <h2>Workers and queues</h2>
          <Stages stages={answer.stages} />
          <p>
            {bytes(answer.free_bytes)} are free on the disk. <a href="./queues">Queues and their jobs</a> (sign in there
            with any name, and your token as the password), <a href="./docs">the HTTP API</a>.
          </p>
        </>
      )}
      <h2>Foreign code</h2>
      {summary.answer?.containment?.length === 0 && <p>No worker is there that runs foreign code.</p>}
      {summary.answer?.containment?.map(({ kind, description, warnings, workers }) => (
        <p key={kind}>
          <Badge status={kind} /> in {workers === 1 ? '1 worker' : `${workers} workers`}: {description}
          {warnings.map((warning) => (
            <span key={warning} class="warning">
              {' '}
              {warning}
            </span>
          ))}
        </p>
      ))}
      <h2>Executions</h2>
      <ErrorBox error={stats.error} />
      <dl>
        {Object.entries(stats.answer?.data ?? {}).map(([name, count]) => (
          <>
            <dt>{name}</dt>
            <dd>{count}</dd>
          </>
        ))}
      </dl>
    </>
  );
}

function Stages({ stages }: { stages: readonly StageHealth[] }) {
  return (
    <Table caption="Stages" columns={['Stage', 'Status', 'Workers', 'Running', 'Free places', 'Waiting']}>
      {stages.map(({ stage, status, workers, slots, free, running, waiting }) => (
        <tr key={stage}>
          <td>{stage}</td>
          <td>
            <Badge status={status} />
          </td>
          <td>{workers}</td>
          <td>{running}</td>
          <td>
            {free} of {slots}
          </td>
          <td>{waiting}</td>
        </tr>
      ))}
    </Table>
  );
}

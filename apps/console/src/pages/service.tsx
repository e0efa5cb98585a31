import { ErrorBox } from '../parts/error-box';
import { Badge } from '../parts/badge';
import { useData } from '../parts/use-data';

const EVERY_MS = 3000;

type Health = Readonly<Record<string, unknown>> & { status: string };

/** Whether the service is well, and where to see its queues and its API. */
export function ServicePage() {
  const { answer, error } = useData<Health>('/health', EVERY_MS);
  const stats = useData<{ data: Record<string, number> }>('/api/v1/executions/stats', EVERY_MS);
  const facts = Object.entries(answer ?? {}).filter(([name]) => name !== 'status');
  return (
    <>
      <h1>Service {answer !== undefined && <Badge status={answer.status} />}</h1>
      <ErrorBox error={error} />
      {facts.length > 0 && (
        <dl>
          {facts.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </>
          ))}
        </dl>
      )}
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
      <p>
        <a href="./queues">Queues and their jobs</a> (sign in there with any name, and your token as the password),{' '}
        <a href="./docs">the HTTP API</a>.
      </p>
    </>
  );
}

import { useState } from 'preact/hooks';
import type { Node, Page } from '../api/types';
import { Badge } from '../parts/badge';
import { Confirm } from '../parts/confirm';
import { Empty } from '../parts/empty';
import { ErrorBox } from '../parts/error-box';
import { Paging } from '../parts/paging';
import { Table } from '../parts/table';
import { Ago } from '../parts/time';
import { useData } from '../parts/use-data';
import { useMay, useSession } from '../session/session';
import { RolloutProgress } from './rollout-progress';

const EVERY_MS = 5000;

/** The machines that run actions: which generation each of them shows, and how the latest one goes out to them. */
export function NodesPage() {
  const { client } = useSession();
  const isAdmin = useMay('identities', 'manage');
  const [page, setPage] = useState(1);
  const { answer, error, reload } = useData<Page<Node>>(`/api/v1/nodes?page=${page}&page_size=100`, EVERY_MS);
  const forget = async (name: string) => {
    await client.json(`/api/v1/nodes/${encodeURIComponent(name)}`, { method: 'DELETE' });
    reload();
  };
  return (
    <>
      <h1>Nodes</h1>
      <ErrorBox error={error} />
      {answer?.pagination.total_items === 0 && (
        <Empty>
          No machine has reported yet. Start packyard agent on one that runs actions, and it shows there what is
          enabled.
        </Empty>
      )}
      {answer !== undefined && answer.items.length > 0 && (
        <>
          <RolloutProgress />
          <Table
            caption="Machines that run actions, by name"
            columns={['Node', 'State', 'Generation', 'Behind', 'Reported', 'Failures', 'Change']}
          >
            {answer.items.map((node) => (
              <tr key={node.name}>
                <td>
                  {node.name} <small>{node.platform}</small>
                </td>
                <td>
                  <Badge status={node.state.replace('_', ' ')} />
                </td>
                <td>{node.generation ?? 'nothing yet'}</td>
                <td>{node.lag > 0 && <Behind node={node} />}</td>
                <td>
                  <Ago at={node.reported} />
                </td>
                <td class="source">{node.failures.length > 0 && <Failures failures={node.failures} />}</td>
                <td>{isAdmin && <Forget node={node} onConfirmed={() => forget(node.name)} />}</td>
              </tr>
            ))}
          </Table>
          <Paging pagination={answer.pagination} onPage={setPage} words={['Before', 'After']} />
        </>
      )}
    </>
  );
}

function Behind({ node: { lag, lag_seconds: seconds } }: { node: Node }) {
  return (
    <>
      {lag} {lag === 1 ? 'generation' : 'generations'}, for {forHowLong(seconds)}
    </>
  );
}

function forHowLong(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

function Failures({ failures }: { failures: Node['failures'] }) {
  return (
    <ul class="plain">
      {failures.map(({ subject, message, hint }) => (
        <li key={subject}>
          {subject}: {message} <small>{hint}</small>
        </li>
      ))}
    </ul>
  );
}

function Forget({ node: { name, state }, onConfirmed }: { node: Node; onConfirmed: () => Promise<void> }) {
  return (
    <Confirm
      label={
        <>
          Forget <span class="hidden">{name}</span>
        </>
      }
      question={`Forget ${name}?`}
      verb="Forget"
      onConfirmed={onConfirmed}
    >
      Its name may be given to another machine then.{' '}
      {state === 'stale' ? 'It has not reported for a while.' : 'It still reports, and so it comes back.'}
    </Confirm>
  );
}

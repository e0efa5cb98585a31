import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { ExecutionSummary, Page } from '../api/types';
import { Badge } from '../parts/badge';
import { Empty } from '../parts/empty';
import { ErrorBox } from '../parts/error-box';
import { Paging } from '../parts/paging';
import { Table } from '../parts/table';
import { Ago, duration } from '../parts/time';
import { useData } from '../parts/use-data';

const EVERY_MS = 3000;
const MAX_NAMES = 3;

export function ExecutionsPage() {
  const [page, setPage] = useState(1);
  const { answer, error } = useData<Page<ExecutionSummary>>(`/api/v1/executions?page=${page}`, EVERY_MS);
  return (
    <>
      <h1>Executions</h1>
      <ErrorBox error={error} />
      {answer?.items.length === 0 && (
        <Empty>
          Nothing was asked for yet. <Link to="/install">Install a pack</Link>, and follow it here.
        </Empty>
      )}
      {answer !== undefined && answer.items.length > 0 && (
        <>
          <Table
            caption="Executions, the newest first"
            columns={['Execution', 'Status', 'Packs', 'Action', 'By', 'When', 'Took']}
          >
            {answer.items.map((one) => (
              <tr key={one.id}>
                <td>
                  <Link class="whole" to={`/executions/${one.id}`}>{`Execution ${one.id}`}</Link>
                </td>
                <td>
                  <Badge status={one.status} />{' '}
                  {one.pack_counts.failed > 0 && one.pack_counts.total > 1 && (
                    <span class="removed">
                      {one.pack_counts.failed} of {one.pack_counts.total} failed
                    </span>
                  )}
                </td>
                <td class="source">{packsOf(one)}</td>
                <td>
                  {one.action_ref} {one.is_plan && <Badge status="plan" />}
                </td>
                <td>{one.requested_by}</td>
                <td>
                  <Ago at={one.created} />
                </td>
                <td>
                  <span class="whole">{duration(one.started_at, one.finished_at)}</span>
                </td>
              </tr>
            ))}
          </Table>
          <Paging pagination={answer.pagination} onPage={setPage} />
        </>
      )}
    </>
  );
}

/** The first names; a request of hundreds is no page of names. */
function packsOf({ pack_refs: refs, pack_counts: { total } }: ExecutionSummary): string {
  const shown = refs.slice(0, MAX_NAMES);
  return total > shown.length ? `${shown.join(', ')} and ${total - shown.length} more` : shown.join(', ');
}

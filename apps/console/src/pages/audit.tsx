import { useState } from 'preact/hooks';
import type { Audit, Page } from '../api/types';
import { Empty } from '../parts/empty';
import { ErrorBox } from '../parts/error-box';
import { Paging } from '../parts/paging';
import { Table } from '../parts/table';
import { Ago } from '../parts/time';
import { useData } from '../parts/use-data';

/** Who changed what. */
export function AuditPage() {
  const [page, setPage] = useState(1);
  const { answer, error } = useData<Page<Audit>>(`/api/v1/audit?page=${page}`);
  return (
    <>
      <h1>Audit</h1>
      <ErrorBox error={error} />
      {answer?.items.length === 0 && <Empty>Nothing was changed yet.</Empty>}
      {answer !== undefined && answer.items.length > 0 && (
        <>
          <Table caption="Changes, the newest first" columns={['When', 'Who', 'What', 'Of', 'Details']}>
            {answer.items.map((one) => (
              <tr key={one.id}>
                <td>
                  <Ago at={one.created} />
                </td>
                <td>{one.actor}</td>
                <td>{one.action}</td>
                <td>{one.subject}</td>
                <td>
                  <Details of={one.after ?? one.before} />
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

/** `version: 1.0.0`, a line for each. */
function Details({ of }: { of: Record<string, unknown> | null }) {
  return (
    <ul class="plain">
      {Object.entries(of ?? {}).map(([name, value]) => (
        <li key={name} class="source">
          <span class="quiet">{name}:</span> {typeof value === 'string' ? value : JSON.stringify(value)}
        </li>
      ))}
    </ul>
  );
}

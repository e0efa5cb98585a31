import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { Generation, Page } from '../api/types';
import { Badge } from '../parts/badge';
import { ErrorBox } from '../parts/error-box';
import { Paging } from '../parts/paging';
import { Table } from '../parts/table';
import { Ago } from '../parts/time';
import { useData } from '../parts/use-data';
import { useMay } from '../session/session';
import { RollbackDialog, type RollbackTarget } from './rollback-dialog';

const EVERY_MS = 5000;

/** Every state of what is enabled, and the way back to it. */
export function GenerationsPage() {
  const [page, setPage] = useState(1);
  const [target, setTarget] = useState<RollbackTarget>();
  const mayUpdate = useMay('packs', 'update');
  const { answer, error, reload } = useData<Page<Generation>>(`/api/v1/generations?page=${page}`, EVERY_MS);
  return (
    <>
      <h1>Generations</h1>
      <p>
        Each change of what is enabled makes a generation. Rolling back to one enables what was enabled then, and takes
        a moment; what it would change is shown first.
      </p>
      {mayUpdate && answer !== undefined && answer.pagination.total_items > 1 && (
        <p>
          <button type="button" onClick={() => setTarget('last')}>
            Undo the last request
          </button>
        </p>
      )}
      <ErrorBox error={error} />
      {answer !== undefined && (
        <>
          <Table
            caption="Generations, the newest first"
            columns={['Generation', 'Change', 'By', 'Why', 'When', 'Way back']}
          >
            {answer.items.map((one) => (
              <tr key={one.id}>
                <td>
                  {one.id} {one.is_current && <Badge status="current" />}
                </td>
                <td>{one.changes.length > 0 && <Switched changes={one.changes} />}</td>
                <td>{one.actor}</td>
                <td>
                  {one.reason}{' '}
                  {one.execution_id !== null && (
                    <Link to={`/executions/${one.execution_id}`}>execution {one.execution_id}</Link>
                  )}
                </td>
                <td>
                  <Ago at={one.created} />
                </td>
                <td>
                  {mayUpdate && !one.is_current && (
                    <button type="button" onClick={() => setTarget(one.id)}>
                      Roll back to {one.id}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </Table>
          <Paging pagination={answer.pagination} onPage={setPage} />
        </>
      )}
      {target !== undefined && (
        <RollbackDialog
          target={target}
          onClose={() => {
            setTarget(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

/** `slack 1.0.0 → 1.1.0`, for each pack. */
function Switched({ changes }: { changes: Generation['changes'] }) {
  return (
    <ul class="plain">
      {changes.map(({ ref, version, former }) => (
        <li key={ref}>
          {ref} {former ?? 'none'} → {version ?? 'none'}
        </li>
      ))}
    </ul>
  );
}

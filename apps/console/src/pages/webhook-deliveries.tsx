import { useState } from 'preact/hooks';
import type { Delivery, Page, Webhook } from '../api/types';
import { Badge } from '../parts/badge';
import { Empty } from '../parts/empty';
import { ErrorBox } from '../parts/error-box';
import { Paging } from '../parts/paging';
import { Table } from '../parts/table';
import { Ago } from '../parts/time';
import { useAction } from '../parts/use-action';
import { useData } from '../parts/use-data';
import { useSession } from '../session/session';

const REFRESH_MS = 5000;

/** What one webhook was told, newest first. */
export function WebhookDeliveries({ webhook }: { webhook: Webhook }) {
  const { client } = useSession();
  const [page, setPage] = useState(1);
  const path = `/api/v1/webhooks/${webhook.id}/deliveries`;
  const { answer, error, reload } = useData<Page<Delivery>>(`${path}?page=${page}`, REFRESH_MS);
  const sending = useAction();
  const resend = async (id: number) => {
    await client.json(`${path}/${id}/resend`, { method: 'POST' });
    reload();
  };
  return (
    <>
      <h2>What {webhook.url} was told</h2>
      <ErrorBox error={sending.error ?? error} />
      {answer?.items.length === 0 && <Empty>Nothing yet.</Empty>}
      {answer !== undefined && answer.items.length > 0 && (
        <>
          <Table caption="Deliveries" columns={['Event', 'Status', 'When', 'Attempts', 'Answer', 'Change']}>
            {answer.items.map((delivery) => (
              <tr key={delivery.id}>
                <td>{delivery.type}</td>
                <td>
                  <Badge status={delivery.status} />
                </td>
                <td>
                  <Ago at={delivery.created} />
                </td>
                <td>{delivery.attempt}</td>
                <td>
                  {delivery.problem ?? delivery.response_status} <small>{delivery.response_body}</small>
                </td>
                <td>
                  <button
                    type="button"
                    disabled={sending.isRunning}
                    onClick={() => void sending.run(() => resend(delivery.id))}
                  >
                    Send <span class="hidden">{delivery.id}</span> again
                  </button>
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

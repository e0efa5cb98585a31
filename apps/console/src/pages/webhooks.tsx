import { useState } from 'preact/hooks';
import type { Webhook } from '../api/types';
import { Badge } from '../parts/badge';
import { Confirm } from '../parts/confirm';
import { Empty } from '../parts/empty';
import { ErrorBox } from '../parts/error-box';
import { Table } from '../parts/table';
import { useAction } from '../parts/use-action';
import { useData } from '../parts/use-data';
import { useSession } from '../session/session';
import { NewWebhook } from './new-webhook';
import { WebhookDeliveries } from './webhook-deliveries';

/** Who is told of what, and how that went. */
export function WebhooksPage() {
  const { client } = useSession();
  const { answer, error, reload } = useData<{ data: Webhook[] }>('/api/v1/webhooks');
  const [shown, setShown] = useState<number>();
  const [resets, setResets] = useState(0);
  const changing = useAction();
  const change = (path: string, init: { method: 'POST' | 'PUT'; body?: object }) => {
    void changing.run(async () => {
      await client.json(`/api/v1/webhooks/${path}`, init);
      reload();
      setResets((n) => n + 1);
    });
  };
  const test = (id: number) => {
    setShown(id);
    change(`${id}/test`, { method: 'POST' });
  };
  const remove = async (id: number) => {
    await client.json(`/api/v1/webhooks/${id}`, { method: 'DELETE' });
    setShown(undefined);
    reload();
  };
  const webhooks = answer?.data ?? [];
  const one = webhooks.find(({ id }) => id === shown);
  return (
    <>
      <h1>Webhooks</h1>
      <ErrorBox error={changing.error ?? error} />
      {answer !== undefined && webhooks.length === 0 && (
        <Empty>
          Nobody is told of anything. Add an address below, for example of a chat or of what wakes people up.
        </Empty>
      )}
      {webhooks.length > 0 && (
        <Table caption="Webhooks" columns={['Address', 'Events', 'Status', 'Change']}>
          {webhooks.map(
            ({ id, url, events, description, enabled, disabled_because: because, failing_since: failing }) => (
              <tr key={id}>
                <td class="source">
                  {url} <small>{description}</small>
                </td>
                <td>{events.join(', ')}</td>
                <td>
                  <Badge status={enabled ? 'Enabled' : 'Disabled'} /> {because}
                  {enabled && failing !== null && (
                    <small> nothing has come through since {new Date(failing).toLocaleString()}</small>
                  )}
                </td>
                <td>
                  <button type="button" disabled={changing.isRunning} onClick={() => test(id)}>
                    Try <span class="hidden">{id}</span>
                  </button>{' '}
                  <button type="button" onClick={() => setShown(id)}>
                    Deliveries <span class="hidden">of {id}</span>
                  </button>{' '}
                  <button
                    type="button"
                    disabled={changing.isRunning}
                    onClick={() => change(String(id), { method: 'PUT', body: { enabled: !enabled } })}
                  >
                    {enabled ? 'Disable' : 'Enable'} <span class="hidden">{id}</span>
                  </button>{' '}
                  <Confirm
                    label={
                      <>
                        Delete <span class="hidden">{id}</span>
                      </>
                    }
                    question={`Delete the webhook to ${url}?`}
                    verb="Delete"
                    onConfirmed={() => remove(id)}
                  >
                    It is told of nothing any more, and what it was told is forgotten.
                  </Confirm>
                </td>
              </tr>
            ),
          )}
        </Table>
      )}
      {one !== undefined && <WebhookDeliveries key={`${one.id} ${resets}`} webhook={one} />}
      <h2>Tell another address</h2>
      <NewWebhook onMade={reload} />
    </>
  );
}

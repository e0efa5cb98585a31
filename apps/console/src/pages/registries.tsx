import { useState } from 'preact/hooks';
import { Badge } from '../parts/badge';
import { Empty } from '../parts/empty';
import { ErrorBox } from '../parts/error-box';
import { Field } from '../parts/field';
import { Form } from '../parts/form';
import { Table } from '../parts/table';
import { useAction } from '../parts/use-action';
import { useData } from '../parts/use-data';
import { useMay, useSession } from '../session/session';

interface Registry {
  id: number;
  name: string | null;
  url: string;
  enabled: boolean;
  configured: boolean;
}

/** Where names of packs are looked up, in this order. */
export function RegistriesPage() {
  const { client } = useSession();
  const isAdmin = useMay('identities', 'manage');
  const { answer, error, reload } = useData<{ data: Registry[] }>('/api/v1/pack-indices');
  const removing = useAction();
  const remove = async (id: number) => {
    await client.json(`/api/v1/pack-indices/${id}`, { method: 'DELETE' });
    reload();
  };
  return (
    <>
      <h1>Registries</h1>
      <ErrorBox error={removing.error ?? error} />
      {answer?.data.length === 0 && (
        <Empty>
          No registry is known, so packs are named by address only. Add one below, or set PACKYARD_REGISTRIES.
        </Empty>
      )}
      {answer !== undefined && answer.data.length > 0 && (
        <Table caption="Registries" columns={['Name', 'Address', 'Status', 'Change']}>
          {answer.data.map(({ id, name, url, enabled, configured }) => (
            <tr key={id}>
              <td>{name}</td>
              <td class="source">{url}</td>
              <td>
                <Badge status={enabled ? 'Enabled' : 'Disabled'} /> {configured && 'from the settings'}
              </td>
              <td>
                {isAdmin && !configured && (
                  <button type="button" onClick={() => void removing.run(() => remove(id))}>
                    Remove
                  </button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {isAdmin && <NewRegistry onMade={reload} />}
    </>
  );
}

function NewRegistry({ onMade }: { onMade: () => void }) {
  const { client } = useSession();
  const [url, setUrl] = useState('');
  const { isRunning, error, run } = useAction();
  const submit = () => {
    void run(async () => {
      await client.json('/api/v1/pack-indices', { method: 'POST', body: { url: url.trim() } });
      setUrl('');
      onMade();
    });
  };
  return (
    <Form class="card" onSubmit={submit}>
      <Field
        label="Address or path of a registry's index"
        name="url"
        required
        spellcheck={false}
        placeholder="https://example.org/index.json"
        value={url}
        onInput={(event) => setUrl(event.currentTarget.value)}
      >
        Or the whole path of a file on the machine of the workers: /srv/packs/index.json, or
        file:///srv/packs/index.json.
      </Field>
      <ErrorBox error={error} />
      <button class="primary" disabled={isRunning}>
        Add the registry
      </button>
    </Form>
  );
}

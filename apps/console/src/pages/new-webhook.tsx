import { useState } from 'preact/hooks';
import { ErrorBox } from '../parts/error-box';
import { Field } from '../parts/field';
import { type Fields, Form } from '../parts/form';
import { useAction } from '../parts/use-action';
import { useSession } from '../session/session';

/** Sets one up, and shows its secret once. */
export function NewWebhook({ onMade }: { onMade: () => void }) {
  const { client } = useSession();
  const [secret, setSecret] = useState<string>();
  const [resets, setResets] = useState(0);
  const { isRunning, error, run } = useAction();
  const submit = ({ text }: Fields) => {
    const events = text('events')
      .split(/\s+/)
      .filter((word) => word !== '');
    const body = { url: text('url'), events, description: text('description') };
    void run(async () => {
      const made = await client.data<{ secret: string }>('/api/v1/webhooks', { method: 'POST', body });
      setSecret(made.secret);
      setResets((n) => n + 1);
      onMade();
    });
  };
  return (
    <Form key={resets} class="card" onSubmit={submit}>
      <Field
        label="Address that is told"
        name="url"
        type="url"
        required
        placeholder="https://hooks.example.org/packyard"
      />
      <Field label="Events" name="events" required defaultValue="execution.failed pack.*">
        With blanks between them: execution.completed, execution.failed, generation.create, or what the audit calls a
        change, such as pack.enable; pack.* is all of one kind, and * all.
      </Field>
      <Field label="What it is for" name="description" />
      <ErrorBox error={error} />
      <button class="primary" disabled={isRunning}>
        Add the webhook
      </button>
      {secret !== undefined && (
        <p role="status" class="told-once">
          What it verifies signatures with is shown only this once: <code class="secret">{secret}</code>
        </p>
      )}
    </Form>
  );
}

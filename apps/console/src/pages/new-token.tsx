import { useState } from 'preact/hooks';
import { ErrorBox } from '../parts/error-box';
import { Field } from '../parts/field';
import { type Fields, Form } from '../parts/form';
import { useAction } from '../parts/use-action';
import { useSession } from '../session/session';

const SCOPES = {
  read: 'sees everything, changes nothing',
  install: 'installs packs, which run code of theirs, and switches versions',
  admin: 'may do everything, accounts and tokens included',
} as const;
const DAY_SECONDS = 86_400;

/** Makes a token, and shows it once. */
export function NewToken({ onMade }: { onMade: () => void }) {
  const { client } = useSession();
  const [made, setMade] = useState<string>();
  const { isRunning, error, run } = useAction();
  const submit = ({ text }: Fields) => {
    const days = Number(text('days'));
    const body = {
      name: text('name'),
      scope: text('scope'),
      ...(days > 0 ? { expires_in: days * DAY_SECONDS } : {}),
    };
    void run(async () => {
      const { token } = await client.data<{ token: string }>('/api/v1/tokens', { method: 'POST', body });
      setMade(token);
      onMade();
    });
  };
  return (
    <Form class="card" onSubmit={submit}>
      <Field label="Name of a new token" name="name" required />
      <fieldset>
        <legend>What it may do</legend>
        {Object.entries(SCOPES).map(([scope, meaning]) => (
          <label key={scope} class="check">
            <input type="radio" name="scope" value={scope} defaultChecked={scope === 'read'} /> {scope}{' '}
            <small>{meaning}</small>
          </label>
        ))}
      </fieldset>
      <Field label="Days until it expires" name="days" type="number" min="0" defaultValue="90">
        0 for never.
      </Field>
      <ErrorBox error={error} />
      <button class="primary" disabled={isRunning}>
        Make the token
      </button>
      {made !== undefined && (
        <p role="status">
          It is shown only this once: <code class="secret">{made}</code>
        </p>
      )}
    </Form>
  );
}

import { useState } from 'preact/hooks';
import { ErrorBox } from '../parts/error-box';
import { Field } from '../parts/field';
import { type Fields, Form } from '../parts/form';
import { useAction } from '../parts/use-action';
import { useSession } from '../session/session';

const SCOPES = {
  agent: 'keeps a machine that runs actions in step, and sees nothing else',
  read: 'sees everything, changes nothing',
  install: 'installs packs, which run code of theirs, and switches versions',
  admin: 'may do everything, accounts and tokens included',
} as const;
const DAY_SECONDS = 86_400;

/** Makes a token, and shows it once. */
export function NewToken({ onMade }: { onMade: () => void }) {
  const { client } = useSession();
  const [made, setMade] = useState<string>();
  const [resets, setResets] = useState(0);
  const { isRunning, error, run } = useAction();
  const submit = ({ text, isSet }: Fields) => {
    const days = Number(text('days'));
    const body = {
      name: text('name'),
      scope: text('scope'),
      expires_in: days > 0 ? days * DAY_SECONDS : null,
      ...limitsOf({ sources: words(text('sources')), packs: words(text('packs')), isOwn: isSet('own') }),
    };
    void run(async () => {
      const { token } = await client.data<{ token: string }>('/api/v1/tokens', { method: 'POST', body });
      setMade(token);
      setResets((n) => n + 1);
      onMade();
    });
  };
  return (
    <Form key={resets} class="card" onSubmit={submit}>
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
      <Field
        label="Installs from these only"
        name="sources"
        placeholder="https://git.example.org/team/* registry:slack"
      >
        Addresses and names with blanks between them; * stands for any characters. Nothing: from everywhere.
      </Field>
      <Field label="Installs these packs only" name="packs" placeholder="slack">
        As for the upgrades of one pack. Nothing: all.
      </Field>
      <label class="check">
        <input type="checkbox" name="own" value="yes" /> sees and cancels only what it requested itself
      </label>
      <Field label="Days until it expires" name="days" type="number" min="0" defaultValue="90">
        0 for never.
      </Field>
      <ErrorBox error={error} />
      <button class="primary" disabled={isRunning}>
        Make the token
      </button>
      {made !== undefined && (
        <p role="status" class="told-once">
          It is shown only this once: <code class="secret">{made}</code>
        </p>
      )}
    </Form>
  );
}

function limitsOf({ sources, packs, isOwn }: { sources: string[]; packs: string[]; isOwn: boolean }) {
  if (sources.length === 0 && packs.length === 0 && !isOwn) return {};
  return {
    limits: {
      ...(sources.length > 0 ? { sources } : {}),
      ...(packs.length > 0 ? { packs } : {}),
      ...(isOwn ? { own_executions: true } : {}),
    },
  };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

import { useState } from 'preact/hooks';
import { ErrorBox } from '../../parts/error-box';
import { Field } from '../../parts/field';
import { Form } from '../../parts/form';
import { useAction } from '../../parts/use-action';
import { useSession } from '../../session/session';

interface Input {
  name: string;
  label: string;
  /** One of these; anything when absent. */
  options?: readonly string[];
  type?: 'text' | 'email' | 'password';
  isOptional?: boolean;
}

interface Props {
  title: string;
  button: string;
  inputs: readonly Input[];
  path: (values: Readonly<Record<string, string>>) => string;
  body?: (values: Readonly<Record<string, string>>) => object;
  onDone: () => void;
}

/** Makes or changes something by its name. */
export function NamedResourceForm({ title, button, inputs, path, body, onDone }: Props) {
  const { client } = useSession();
  const [resets, setResets] = useState(0);
  const { isRunning, error, run } = useAction();
  return (
    <details>
      <summary>{title}</summary>
      <Form
        key={resets}
        class="card"
        onSubmit={({ text }) => {
          // A password is what was entered, to the last space.
          const entered = (name: string, type?: string) => (type === 'password' ? text(name) : text(name).trim());
          const values = Object.fromEntries(inputs.map(({ name, type }) => [name, entered(name, type)]));
          void run(async () => {
            await client.json(path(values), { method: 'PUT', ...(body === undefined ? {} : { body: body(values) }) });
            setResets((n) => n + 1);
            onDone();
          });
        }}
      >
        {inputs.map(({ name, label, options, type = 'text', isOptional = false }) =>
          options === undefined ? (
            <Field
              key={name}
              label={label}
              name={name}
              type={type}
              required={!isOptional}
              autocomplete={type === 'password' ? 'new-password' : 'off'}
            />
          ) : (
            <label key={name} class="field">
              <span>{label}</span>
              <select name={name} required>
                {options.map((option) => (
                  <option key={option}>{option}</option>
                ))}
              </select>
            </label>
          ),
        )}
        <ErrorBox error={error} />
        <button class="primary" disabled={isRunning}>
          {button}
        </button>
      </Form>
    </details>
  );
}

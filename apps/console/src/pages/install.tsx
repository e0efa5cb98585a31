import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import type { Execution } from '../api/types';
import { ErrorBox } from '../parts/error-box';
import { Field } from '../parts/field';
import { type Fields, Form } from '../parts/form';
import { useAction } from '../parts/use-action';
import { useSession } from '../session/session';
import { UploadArea } from './upload-area';

const OPTIONS = [
  { name: 'atomic', label: 'All or nothing', hint: 'Nothing is enabled unless every pack succeeds.' },
  { name: 'skip_tests', label: 'Skip tests', hint: 'Packs are enabled although their tests did not run.' },
  { name: 'skip_dependencies', label: 'Skip dependencies', hint: 'Packs that are needed are not fetched.' },
  {
    name: 'force',
    label: 'Force',
    hint: 'Replaces the same version with other content, installs although tests fail, and against what dependants ask for.',
  },
] as const;
const EXAMPLES =
  'https://example.org/packs/slack.git@v1.2.0\nhttps://example.org/packs/http-1.0.0.tar.gz\nslack@^1.2\n/srv/packs/slack';

export function InstallPage() {
  const { client } = useSession();
  const [, go] = useLocation();
  const [offered] = useState(offeredParameters);
  const [sources, setSources] = useState(() => (Array.isArray(offered['packs']) ? offered['packs'].join('\n') : ''));
  const { isRunning, error, run } = useAction();
  const submit = ({ text, isSet, pressed }: Fields) => {
    const packs = sources.split('\n').flatMap((line) => line.trim() || []);
    const chosen = OPTIONS.filter(({ name }) => isSet(name)).map(({ name }) => [name, true] as const);
    const registry = text('registry').trim();
    const parameters = {
      ...Object.fromEntries(chosen),
      ...(registry === '' ? {} : { registry_url: registry }),
      packs,
    };
    void run(async () => {
      if (pressed === 'plan') {
        const { id } = await client.data<Execution>('/api/v1/plans', { method: 'POST', body: parameters });
        go(`/plans/${id}`);
        return;
      }
      const body = { action: 'core.install_packs', parameters };
      const { id } = await client.data<Execution>('/api/v1/executions', { method: 'POST', body });
      go(`/executions/${id}`);
    });
  };
  return (
    <>
      <h1>Install</h1>
      <Form onSubmit={submit} class="card">
        <label class="field">
          <span>Sources, one in a line</span>
          <textarea
            name="sources"
            rows={5}
            required
            spellcheck={false}
            value={sources}
            onInput={(event) => setSources(event.currentTarget.value)}
            placeholder={EXAMPLES}
          />
          <small>
            A git repository, an archive, a name from a registry, a bundle file, or the whole path of a folder on the
            machine of the workers; each with a version if you like.
          </small>
        </label>
        <fieldset>
          <legend>Options</legend>
          {OPTIONS.map(({ name, label, hint }) => (
            <label key={name} class="check">
              <input type="checkbox" name={name} defaultChecked={offered[name] === true} /> {label}{' '}
              <small>{hint}</small>
            </label>
          ))}
        </fieldset>
        <Field
          label="Registry, for this time only"
          name="registry"
          placeholder="https://example.org/index.json"
          defaultValue={typeof offered['registry_url'] === 'string' ? offered['registry_url'] : ''}
        >
          The address or path of an index, where names are looked up instead of in the known registries.
        </Field>
        <ErrorBox error={error} />
        <p class="buttons">
          <button class="primary" value="install" disabled={isRunning || sources.trim() === ''}>
            Install
          </button>
          <button value="plan" disabled={isRunning || sources.trim() === ''}>
            Plan
          </button>
          <small>A plan shows what would change, before anything does.</small>
        </p>
      </Form>
      <UploadArea />
    </>
  );
}

/** Those of the execution whose page one comes from, to be changed. */
function offeredParameters(): Readonly<Record<string, unknown>> {
  return (history.state ?? {}) as Record<string, unknown>;
}

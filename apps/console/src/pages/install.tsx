import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import type { Execution } from '../api/types';
import { ErrorBox } from '../parts/error-box';
import { type Fields, Form } from '../parts/form';
import { useAction } from '../parts/use-action';
import { useSession } from '../session/session';
import { UploadArea } from './upload-area';

const OPTIONS = [
  { name: 'atomic', label: 'All or nothing', hint: 'Nothing is enabled unless every pack succeeds.' },
  { name: 'skip_tests', label: 'Skip the tests', hint: 'Packs are enabled although their tests did not run.' },
  { name: 'skip_dependencies', label: 'Skip dependencies', hint: 'Packs that are needed are not fetched.' },
  { name: 'force', label: 'Replace', hint: 'Takes the place of the same version with other content.' },
] as const;

export function InstallPage() {
  const { client } = useSession();
  const [, go] = useLocation();
  const [sources, setSources] = useState('');
  const { isRunning, error, run } = useAction();
  const submit = ({ isSet, pressed }: Fields) => {
    const packs = sources.split('\n').flatMap((line) => line.trim() || []);
    const chosen = OPTIONS.filter(({ name }) => isSet(name)).map(({ name }) => [name, true] as const);
    const parameters = { ...Object.fromEntries(chosen), packs };
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
            placeholder={
              'https://example.org/packs/slack.git@v1.2.0\nhttps://example.org/packs/http-1.0.0.tar.gz\nslack@^1.2'
            }
          />
          <small>
            A git repository, an archive, a name from a registry, or a bundle file, each with a version if you like.
          </small>
        </label>
        <fieldset>
          <legend>Options</legend>
          {OPTIONS.map(({ name, label, hint }) => (
            <label key={name} class="check">
              <input type="checkbox" name={name} /> {label} <small>{hint}</small>
            </label>
          ))}
        </fieldset>
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

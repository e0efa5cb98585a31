import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import type { Execution } from '../api/types';
import { ErrorBox } from '../parts/error-box';
import { INSTALL_LABELS } from '../parts/form-labels';
import { type Fields, Form } from '../parts/form';
import { useAction } from '../parts/use-action';
import { useSession } from '../session/session';
import { choiceOf, InstallOptions, parametersOf } from './install-options';
import { UploadArea } from './upload-area';

const EXAMPLES =
  'https://example.org/packs/slack.git@v1.2.0\nhttps://example.org/packs/http-1.0.0.tar.gz\ns3://bucket/packs/email.tar.gz\nslack@^1.2\n/srv/packs/slack';

export function InstallPage() {
  const { client } = useSession();
  const [, go] = useLocation();
  const [offered] = useState(offeredParameters);
  const [sources, setSources] = useState(() => (Array.isArray(offered['packs']) ? offered['packs'].join('\n') : ''));
  const [chosen, setChosen] = useState(() => choiceOf(offered));
  const { isRunning, error, run } = useAction();
  const submit = ({ pressed }: Fields) => {
    const packs = sources.split('\n').flatMap((line) => line.trim() || []);
    const parameters = { ...parametersOf(chosen), packs };
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
        <InstallOptions chosen={chosen} onChoice={setChosen} />
        <ErrorBox error={error} labels={INSTALL_LABELS} />
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
      <UploadArea chosen={chosen} />
    </>
  );
}

/** Those of the execution whose page one comes from, to be changed. */
function offeredParameters(): Readonly<Record<string, unknown>> {
  return (history.state ?? {}) as Record<string, unknown>;
}

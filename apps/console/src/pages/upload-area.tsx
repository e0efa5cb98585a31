import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import type { Pack } from '../api/types';
import { ErrorBox } from '../parts/error-box';
import { INSTALL_LABELS } from '../parts/form-labels';
import { useAction } from '../parts/use-action';
import { useSession } from '../session/session';
import { type InstallChoice, parametersOf } from './install-options';

/** Takes an archive that is dropped here or chosen, and installs it with what is chosen above. */
export function UploadArea({ chosen }: { chosen: InstallChoice }) {
  const { client } = useSession();
  const [, go] = useLocation();
  const [isOver, setOver] = useState(false);
  const { isRunning, error, run } = useAction();
  const upload = (file: File | undefined) => {
    if (file === undefined) return;
    const body = new FormData();
    for (const [name, value] of Object.entries(parametersOf(chosen))) body.append(name, String(value));
    body.append('pack', file);
    void run(async () => {
      const { pack } = await client.data<{ pack: Pack }>('/api/v1/packs/upload', { method: 'POST', body });
      go(`/packs/${encodeURIComponent(pack.ref)}`);
    });
  };
  return (
    <section
      class={isOver ? 'drop over' : 'drop'}
      aria-busy={isRunning}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        upload(event.dataTransfer?.files[0]);
      }}
    >
      <label>
        <span>{isRunning ? 'Installing …' : 'Or drop an archive here, or choose one (.tar.gz, .zip)'}</span>
        <small>It is installed at once, with the options and the registry from above.</small>
        <input
          type="file"
          accept=".gz,.tgz,.zip"
          disabled={isRunning}
          onChange={(event) => upload(event.currentTarget.files?.[0])}
        />
      </label>
      <ErrorBox error={error} labels={INSTALL_LABELS} />
    </section>
  );
}

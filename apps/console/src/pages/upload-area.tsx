import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import type { Pack } from '../api/types';
import { ErrorBox } from '../parts/error-box';
import { useAction } from '../parts/use-action';
import { useSession } from '../session/session';

/** Takes an archive that is dropped here or chosen, and installs it. */
export function UploadArea() {
  const { client } = useSession();
  const [, go] = useLocation();
  const [isOver, setOver] = useState(false);
  const { isRunning, error, run } = useAction();
  const upload = (file: File | undefined) => {
    if (file === undefined) return;
    const body = new FormData();
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
        <input
          type="file"
          accept=".gz,.tgz,.zip"
          disabled={isRunning}
          onChange={(event) => upload(event.currentTarget.files?.[0])}
        />
      </label>
      <ErrorBox error={error} />
    </section>
  );
}

import { useState } from 'preact/hooks';
import { Dialog } from '../parts/dialog';
import { ErrorBox } from '../parts/error-box';
import { CHANGE_LABELS } from '../parts/form-labels';
import { useAction } from '../parts/use-action';
import { useSession } from '../session/session';
import { NeededBy } from './pack-content';
import { Differences } from './version-comparison';

export interface PackChange {
  kind: 'enable' | 'disable' | 'uninstall';
  packRef: string;
  version: string;
  /** What is enabled now, when there is something. */
  from?: string | undefined;
}

const EXPLAINED = {
  enable: 'It takes the place of what is enabled now, at once. The way back is as quick.',
  disable: 'The pack stays installed, and can be enabled again.',
  uninstall: 'The version is removed from the store.',
} as const;

/** Asks before a version is changed. What the service refuses, because other packs need it, can be done all the same. */
export function ChangeDialog({ change, onClose }: { change: PackChange; onClose: () => void }) {
  const { kind, packRef, version, from } = change;
  const { client } = useSession();
  const { isRunning, error, run } = useAction();
  const [force, setForce] = useState(false);
  const [cascade, setCascade] = useState(false);
  const carryOut = async () => {
    const body = { version, force, ...(cascade ? { cascade } : {}) };
    await client.json(`/api/v1/packs/${encodeURIComponent(packRef)}/${kind}`, { method: 'POST', body });
    onClose();
  };
  return (
    <Dialog title={`${kind[0]?.toUpperCase() ?? ''}${kind.slice(1)} ${packRef} ${version}?`} onClose={onClose}>
      <p>{EXPLAINED[kind]}</p>
      {kind === 'enable' && from !== undefined && <Differences packRef={packRef} from={from} to={version} />}
      {kind === 'disable' && (
        <>
          <h3>Packs that need it</h3>
          <NeededBy packRef={packRef} none="None: nothing else stops working." />
        </>
      )}
      {kind === 'uninstall' && <p>It is not enabled, so nothing that is enabled uses it.</p>}
      <ErrorBox error={error} labels={CHANGE_LABELS}>
        {error?.status === 409 && (
          <>
            {kind === 'disable' && (
              <label class="check">
                <input type="checkbox" checked={cascade} onChange={() => setCascade(!cascade)} />{' '}
                {CHANGE_LABELS.cascade}
              </label>
            )}
            <label class="check">
              <input type="checkbox" checked={force} onChange={() => setForce(!force)} /> {CHANGE_LABELS.force}
            </label>
          </>
        )}
      </ErrorBox>
      <p class="buttons">
        <button type="button" class="primary" disabled={isRunning} onClick={() => void run(carryOut)}>
          {kind[0]?.toUpperCase()}
          {kind.slice(1)}
        </button>
        <button type="button" onClick={onClose}>
          Leave it
        </button>
      </p>
    </Dialog>
  );
}

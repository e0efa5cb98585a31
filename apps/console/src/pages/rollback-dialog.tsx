import { useEffect, useState } from 'preact/hooks';
import type { Rollback } from '../api/types';
import { Dialog } from '../parts/dialog';
import { ErrorBox } from '../parts/error-box';
import { useAction } from '../parts/use-action';
import { useSession } from '../session/session';

const PATH = '/api/v1/generations/rollback';

/** A generation, or what was before the last request, whose packs may have made several of them. */
export type RollbackTarget = number | 'last';

/** Shows what going back would change, and does it when asked. */
export function RollbackDialog({ target, onClose }: { target: RollbackTarget; onClose: () => void }) {
  const { client } = useSession();
  const [plan, setPlan] = useState<Rollback>();
  const { isRunning, error, run } = useAction();
  const rollBack = (dryRun: boolean) =>
    client.data<Rollback>(PATH, {
      method: 'POST',
      body: { ...(target === 'last' ? {} : { to: target }), dry_run: dryRun },
    });
  useEffect(() => void run(async () => setPlan(await rollBack(true))), [target]);
  const carryOut = async () => {
    await rollBack(false);
    onClose();
  };
  return (
    <Dialog
      title={target === 'last' ? 'Undo the last request?' : `Roll back to generation ${target}?`}
      onClose={onClose}
    >
      {plan?.packs.length === 0 && <p>Nothing would change.</p>}
      <ul>
        {plan?.packs.map(({ ref, version, former }) => (
          <li key={ref}>
            {ref}: {former ?? 'not enabled'} → {version ?? 'not enabled'}
          </li>
        ))}
        {plan?.skipped.map(({ ref, version, reason }) => (
          <li key={ref} class="warning">
            {ref} {version} stays out: {reason}
          </li>
        ))}
      </ul>
      <ErrorBox error={error} />
      <p class="buttons">
        <button
          type="button"
          class="primary"
          disabled={isRunning || plan === undefined}
          onClick={() => void run(carryOut)}
        >
          Roll back
        </button>
        <button type="button" onClick={onClose}>
          Leave it
        </button>
      </p>
    </Dialog>
  );
}

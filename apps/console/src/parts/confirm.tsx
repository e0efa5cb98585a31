import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from './dialog';
import { ErrorBox } from './error-box';
import { useAction } from './use-action';

interface Props {
  /** What stands on the button. */
  label: ComponentChildren;
  question: string;
  /** What comes of it. */
  children: ComponentChildren;
  /** Stands on the button that does it. */
  verb: string;
  onConfirmed: () => Promise<unknown>;
}

/** A button that asks before it does what can't be undone. */
export function Confirm({ label, question, children, verb, onConfirmed }: Props) {
  const [isAsking, setAsking] = useState(false);
  const { isRunning, error, run } = useAction();
  const close = () => setAsking(false);
  const carryOut = async () => {
    await onConfirmed();
    close();
  };
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        {label}
      </button>
      {isAsking && (
        <Dialog title={question} onClose={close}>
          <p>{children}</p>
          <ErrorBox error={error} />
          <p class="buttons">
            <button type="button" class="primary" disabled={isRunning} onClick={() => void run(carryOut)}>
              {verb}
            </button>
            <button type="button" onClick={close}>
              Leave it
            </button>
          </p>
        </Dialog>
      )}
    </>
  );
}

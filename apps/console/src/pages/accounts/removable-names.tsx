import { ErrorBox } from '../../parts/error-box';
import { useAction } from '../../parts/use-action';
import { useSession } from '../../session/session';

interface Props {
  names: readonly string[];
  /** What taking one away means, in words. */
  meaning: (name: string) => string;
  path: (name: string) => string;
  onDone: () => void;
}

/** Names, each with a button that takes it away; they can be given again. */
export function RemovableNames({ names, meaning, path, onDone }: Props) {
  const { client } = useSession();
  const { isRunning, error, run } = useAction();
  const remove = (name: string) => client.json(path(name), { method: 'DELETE' }).then(onDone);
  if (names.length === 0) return null;
  return (
    <ul class="plain">
      {names.map((name) => (
        <li key={name}>
          {name}{' '}
          <button
            type="button"
            class="small"
            aria-label={meaning(name)}
            title={meaning(name)}
            disabled={isRunning}
            onClick={() => void run(() => remove(name))}
          >
            ×
          </button>
        </li>
      ))}
      <ErrorBox error={error} />
    </ul>
  );
}

import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/api-error';
import { useSession } from '../session/session';

export interface Loaded<Answer> {
  answer: Answer | undefined;
  error: ApiError | undefined;
  reload: () => void;
}

/** The whole answer of a GET, read again every `everyMs`, and after `reload`. What was read stays when reading fails. */
export function useData<Answer>(path: string, everyMs?: number): Loaded<Answer> {
  const { client } = useSession();
  const [resets, setResets] = useState(0);
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    client.json<Answer>(path, { signal }).then(
      (next) => {
        setAnswer(next);
        setError(undefined);
      },
      (reason: unknown) => {
        if (reason instanceof ApiError) setError(reason);
      },
    );
    const again = everyMs === undefined ? undefined : setTimeout(() => setResets((n) => n + 1), everyMs);
    return () => {
      clearTimeout(again);
      leaving.abort();
    };
  }, [client, path, everyMs, resets]);
  return { answer, error, reload: useCallback(() => setResets((n) => n + 1), []) };
}

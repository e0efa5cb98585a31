import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/api-error';
import type { Client } from '../api/client';
import { useSession } from '../session/session';

export interface Loaded<Answer> {
  answer: Answer | undefined;
  error: ApiError | undefined;
  reload: () => void;
}

/** Whose answer it was, and where the service gave it one, its tag. */
interface Known {
  client: Client;
  path: string;
  tag: string | null;
}

const NOTHING = { tag: null };

/**
 * The whole answer of a GET, asked for again every `everyMs`, and after `reload`; it stays the same object where the service says
 * that nothing has changed. What was read stays when reading fails.
 */
export function useData<Answer>(path: string, everyMs?: number): Loaded<Answer> {
  const { client } = useSession();
  const [resets, setResets] = useState(0);
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<ApiError>();
  const known = useRef<Known>();
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const { tag } = known.current?.client === client && known.current.path === path ? known.current : NOTHING;
    client.unlessKnown<Answer>(path, { signal, ...(tag === null ? {} : { tag }) }).then(
      (next) => {
        if (next !== undefined) {
          known.current = { client, path, tag: next.tag };
          setAnswer(next.answer);
        }
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

import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../api/api-error';
import type { Group, Role, User } from '../../api/types';
import type { Loaded } from '../../parts/use-data';
import { useSession } from '../../session/session';

/** What there is, as far as it has been read; `reload` reads it again. */
export interface AccountData {
  users: readonly User[] | undefined;
  groups: readonly Group[] | undefined;
  roles: readonly Role[] | undefined;
  reload: () => void;
}

/** All groups or roles: the service lists their names, and tells of each by itself. */
export function useEach<Item>(kind: 'groups' | 'roles'): Loaded<Item[]> {
  const { client } = useSession();
  const [resets, setResets] = useState(0);
  const [answer, setAnswer] = useState<Item[]>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const read = async () => {
      const names = await client.data<string[]>(pathOf(kind), { signal });
      setAnswer(await Promise.all(names.map((name) => client.data<Item>(pathOf(kind, name), { signal }))));
      setError(undefined);
    };
    read().catch((reason: unknown) => {
      if (reason instanceof ApiError) setError(reason);
    });
    return () => leaving.abort();
  }, [client, kind, resets]);
  return { answer, error, reload: useCallback(() => setResets((n) => n + 1), []) };
}

/** A path below `/api/v1` of names that may hold anything. */
export function pathOf(...parts: string[]): string {
  return `/api/v1/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
}

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Client } from '../api/client';
import type { Whoami } from '../api/types';

export interface Session {
  client: Client;
  user: Whoami;
  signOut: () => void;
}

export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in. Pages are shown to nobody else. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('Nobody is signed in');
  return session;
}

export type Resource = 'packs' | 'actions' | 'executions' | 'identities';

/** Whether to offer what needs it; the service decides by itself. */
export function useMay(resource: Resource, action: string): boolean {
  const { user } = useSession();
  return user.effective_permissions.some((one) => one.resource === resource && one.actions.includes(action));
}

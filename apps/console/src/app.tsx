import { useCallback, useEffect, useState } from 'preact/hooks';
import { Router } from 'wouter-preact';
import { useHashLocation } from 'wouter-preact/use-hash-location';
import type { ApiError } from './api/api-error';
import { Client } from './api/client';
import type { Whoami } from './api/types';
import { Shell } from './shell';
import { type Session, SessionContext } from './session/session';
import { SignIn } from './session/sign-in';
import { tokenStore } from './session/token-store';

export function App() {
  const [token, setToken] = useState(tokenStore.read());
  const [session, setSession] = useState<Session>();
  const [error, setError] = useState<ApiError>();
  const signOut = useCallback((reason?: ApiError) => {
    tokenStore.clear();
    setToken(null);
    setSession(undefined);
    setError(reason);
  }, []);

  useEffect(() => {
    if (token === null) return;
    const client = new Client(token, () => signOut());
    client.data<Whoami>('/auth/me').then((user) => {
      tokenStore.write(token);
      setError(undefined);
      setSession({ client, user, signOut: () => signOut() });
    }, signOut);
  }, [token, signOut]);

  if (session === undefined) return <SignIn onToken={setToken} error={error} />;
  return (
    <SessionContext.Provider value={session}>
      <Router hook={useHashLocation}>
        <Shell />
      </Router>
    </SessionContext.Provider>
  );
}

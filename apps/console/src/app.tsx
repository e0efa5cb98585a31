import { useCallback, useEffect, useState } from 'preact/hooks';
import { Router } from 'wouter-preact';
import { useHashLocation } from 'wouter-preact/use-hash-location';
import type { ApiError } from './api/api-error';
import { Client } from './api/client';
import type { Whoami } from './api/types';
import { AppShell } from './app-shell';
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
      const leave = () => {
        // Before the service has answered: who reloads the page meanwhile is signed out already.
        tokenStore.clear();
        void endSession(client, user).then(() => signOut());
      };
      setSession({ client, user, signOut: leave });
    }, signOut);
  }, [token, signOut]);

  if (session === undefined && token !== null && token === tokenStore.read()) return <SigningIn />;
  if (session === undefined) return <SignIn onToken={setToken} error={error} />;
  return (
    <SessionContext.Provider value={session}>
      <Router hook={useHashLocation}>
        <AppShell />
      </Router>
    </SessionContext.Provider>
  );
}

/** While a token that this tab has kept is tried: a form would be taken away from who begins to fill it. */
function SigningIn() {
  return (
    <main class="sign-in" aria-busy>
      <h1>Packyard</h1>
      <p role="status">Signing in…</p>
    </main>
  );
}

/** Also with the provider of identities, where the session began. A token that is no session stays usable. */
async function endSession(client: Client, { is_local: isLocal }: Whoami): Promise<void> {
  // Whoever wants to sign out is signed out here, whatever the service says.
  await client.json('/auth/logout', { method: 'POST', keepalive: true }).catch(() => undefined);
  if (!isLocal) location.assign('./auth/oidc/logout');
}

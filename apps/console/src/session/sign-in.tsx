import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../api/api-error';
import { Client } from '../api/client';
import type { LoginSettings } from '../api/types';
import { ErrorBox } from '../parts/error-box';
import { type Fields, Form } from '../parts/form';
import { Field } from '../parts/field';

/** Asks for a token, or for the name and password of an account. */
export function SignIn({ onToken, error }: { onToken: (token: string) => void; error: ApiError | undefined }) {
  const [way, setWay] = useState<'token' | 'account'>('token');
  const [refusal, setRefusal] = useState<ApiError>();
  const [provider, setProvider] = useState<string>();
  useEffect(() => {
    const client = new Client('');
    void client.data<LoginSettings>('/auth/settings').then((ways) => {
      if (ways.oidc_enabled) setProvider(ways.oidc_provider_label ?? 'Single sign-on');
    }, setRefusal);
    if (!comesBack()) return;
    history.replaceState(null, '', location.pathname);
    void client
      .data<{ access_token: string }>('/auth/oidc/session', { method: 'POST' })
      .then(({ access_token: token }) => onToken(token), setRefusal);
  }, [onToken]);
  const submit = ({ text }: Fields) => {
    if (way === 'token') onToken(text('token').trim());
    else {
      const body = { login: text('user').trim(), password: text('password') };
      void new Client('')
        .data<{ access_token: string }>('/auth/login', { method: 'POST', body })
        .then(({ access_token: token }) => onToken(token), setRefusal);
    }
  };
  return (
    <main class="sign-in">
      <h1>Packyard</h1>
      <p>Installs automation packs: download, resolve, build, register.</p>
      {provider !== undefined && (
        <p>
          <a class="button primary" href="./auth/oidc/login">
            Sign in with {provider}
          </a>
        </p>
      )}
      <div class="tabs" role="group" aria-label="How to sign in">
        <button type="button" aria-pressed={way === 'token'} onClick={() => setWay('token')}>
          With a token
        </button>
        <button type="button" aria-pressed={way === 'account'} onClick={() => setWay('account')}>
          With an account
        </button>
      </div>
      <Form onSubmit={submit}>
        {way === 'token' ? (
          <Field label="Token" name="token" type="password" autocomplete="off" required>
            The first one is printed by <code>npm run demo</code>, and lies in <code>.packyard/admin-token</code> where
            Packyard runs, or in <code>admin-token</code> in its home.
          </Field>
        ) : (
          <>
            <Field label="User" name="user" autocomplete="username" required>
              The name of a token.
            </Field>
            <Field label="Password" name="password" type="password" autocomplete="current-password" required>
              The token itself; a browser can keep both.
            </Field>
          </>
        )}
        <ErrorBox error={way === 'token' ? inOwnWords(refusal ?? error) : (refusal ?? error)} />
        <button class="primary">Sign in</button>
      </Form>
    </main>
  );
}

/** The service speaks to programs there. */
function inOwnWords(error: ApiError | undefined) {
  if (error?.code !== 'UNAUTHENTICATED') return error;
  const hint = 'Enter it as it was given to you, without blanks; it may have expired, or have been revoked.';
  return { code: error.code, message: error.message, hint };
}

/** From the provider of identities. */
function comesBack(): boolean {
  return new URLSearchParams(location.search).has('signed-on');
}

import { DeviceSignOn, LoginView, PendingSignOn, SessionView } from '@packyard/contracts';
import { z } from 'zod';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import { CliError, EXIT_CODES } from './cli-error';
import type { Connection } from './connection';
import type { Api } from './http/api';
import { connectApi } from './http-session';
import { readSession, type StoredSession, storeSession } from './sessions-file';

/** A session that ends sooner than that is renewed before a command uses it. */
const SOON_MS = 30 * 60_000;

/** Sessions that begin with a sign-on. */
export class SignOnClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(connection: Connection) {
    this.api = connectApi(connection, LIMITS);
    this.answers = new AnswerReader(connection);
  }

  beginDevice(): Promise<DeviceSignOn> {
    return this.answers.one(DeviceSignOn, this.api.POST('/auth/oidc/device'));
  }

  /** Nothing while nobody has entered the code. */
  async endDevice(device: string): Promise<LoginView | undefined> {
    const answer = this.api.POST('/auth/oidc/device/session', { body: { device } });
    const outcome = await this.answers.one(z.union([LoginView, PendingSignOn]), answer);
    return 'pending' in outcome ? undefined : outcome;
  }

  refresh(token: string): Promise<SessionView> {
    return this.answers.one(SessionView, this.api.POST('/auth/refresh', { body: { refresh_token: token } }));
  }

  async end(): Promise<void> {
    await this.api.POST('/auth/logout');
  }
}

/** Whether the token of the connection is one of a session that would soon have ended, and has a successor now. */
export async function isRenewed(connection: Connection): Promise<boolean> {
  const session = readSession(connection.url);
  if (session === undefined || session.access_token !== connection.token) return false;
  if (Date.parse(session.expires_at) > Date.now() + SOON_MS) return false;
  const client = new SignOnClient({ ...connection, token: undefined });
  const next = await client.refresh(session.refresh_token).catch((error: unknown) => {
    if (!(error instanceof CliError) || error.exitCode !== EXIT_CODES.unauthorized) throw error;
    storeSession(connection.url, undefined);
    throw new CliError(`The session with ${connection.url} is over.`, 'Use packyard login again.', error.exitCode);
  });
  storeSession(connection.url, storedAs(session.login, next));
  return true;
}

export function storedAs(login: string, { access_token, refresh_token, expires_in }: SessionView): StoredSession {
  const expires_at = new Date(Date.now() + expires_in * 1000).toISOString();
  return { login, access_token, refresh_token, expires_at };
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type LoginView, RejectedError, type SessionView } from '@packyard/contracts';
import { type ApiTokenEntity, ApiTokenRepository, type SessionTokens } from '@packyard/schema';
import { makeSecret } from '../tokens/make-secret';

const ACCESS_SECONDS = 3600;
const REFRESH_SECONDS = 7 * 24 * 3600;

/** Exchanges long-lived tokens for sessions. There are no accounts: a session acts as its token. */
@Injectable()
export class SessionsService {
  constructor(private readonly tokens: ApiTokenRepository) {}

  /**
   * A given name must be the token's. A session can't start another session.
   * @throws RejectedError UNAUTHENTICATED
   */
  async begin(token: string, name?: string): Promise<LoginView> {
    const found = await this.tokens.findUsable(token);
    if (found?.kind !== 'token' || (name !== undefined && found.name !== name)) throw refused(name);
    const made = makeTokens();
    if (!(await this.tokens.beginSession(found.id, randomUUID(), made))) throw refused(name);
    return { ...presentSession(made), user: { id: found.id, login: found.name, display_name: null } };
  }

  /**
   * Uses up the refresh token, even if the answer gets lost.
   * @throws RejectedError UNAUTHENTICATED
   */
  async refresh(token: string | undefined): Promise<SessionView> {
    if (token === undefined || token === '') throw loginAgain('Missing refresh token');
    const found = await this.tokens.findUsable(token);
    if (found === undefined) throw loginAgain('Invalid or expired refresh token');
    if (found.kind !== 'refresh') throw loginAgain('Invalid token type');
    const made = makeTokens();
    if (!(await this.tokens.rotateSession(found, made))) throw loginAgain('Invalid or expired refresh token');
    return presentSession(made);
  }

  /** The long-lived token behind a session, or the token itself. */
  async loggedInAs(tokenId: number): Promise<ApiTokenEntity> {
    const asking = await this.tokens.find(tokenId);
    const found = asking?.parentId == null ? asking : await this.tokens.find(asking.parentId);
    if (found === null) throw loginAgain('Invalid authentication token');
    return found;
  }

  /** Ends the token's session; a long-lived token stays usable. */
  end(tokenId: number): Promise<void> {
    return this.tokens.endSession(tokenId);
  }
}

function makeTokens(): SessionTokens {
  return {
    access: { token: makeSecret(), seconds: ACCESS_SECONDS },
    refresh: { token: makeSecret(), seconds: REFRESH_SECONDS },
  };
}

function presentSession({ access, refresh }: SessionTokens): SessionView {
  return {
    access_token: access.token,
    refresh_token: refresh.token,
    token_type: 'Bearer',
    expires_in: access.seconds,
  };
}

function refused(name: string | undefined): RejectedError {
  return new RejectedError('UNAUTHENTICATED', name === undefined ? 'Invalid token' : 'Invalid login or password', {
    hint: 'The login is the name of a token, and the password is the token.',
  });
}

function loginAgain(message: string): RejectedError {
  return new RejectedError('UNAUTHENTICATED', message, { hint: 'Log in again.' });
}

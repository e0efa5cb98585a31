import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, type LoginView, RejectedError, type SessionView } from '@packyard/contracts';
import {
  type ApiTokenEntity,
  ApiTokenRepository,
  AuditRepository,
  SessionRepository,
  type SessionTokens,
  type UsableToken,
} from '@packyard/schema';
import { principalBehind } from '../authenticator';
import { AuditAggregator } from '../audit-aggregator';
import { makeSecret } from '../tokens/make-secret';

const ACCESS_SECONDS = 3600;
const REFRESH_SECONDS = 7 * 24 * 3600;
/** A session ends then, however often it is refreshed. */
const LIFE_SECONDS = 30 * 24 * 3600;

/** Exchanges long-lived tokens for sessions, which act as their tokens. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly tokens: ApiTokenRepository,
    private readonly sessions: SessionRepository,
    private readonly audit: AuditRepository,
    private readonly auditAggregator: AuditAggregator,
  ) {}

  /**
   * A given name must be the token's. A session can't start another session.
   * @throws RejectedError UNAUTHENTICATED
   */
  async begin(token: string, { name, address }: { name?: string; address: string }): Promise<LoginView> {
    const found = await this.tokens.findUsable(token);
    if (found?.kind !== 'token' || (name !== undefined && found.name !== name)) throw await this.refused(address, name);
    const session = { session: randomUUID(), lifeSeconds: LIFE_SECONDS };
    const begun = await this.beginFor(found, { ...session, address });
    if (begun === undefined) throw await this.refused(address, name);
    return begun;
  }

  /** Nothing when whoever it is for is gone, or began this very session before. */
  async beginFor(
    found: UsableToken,
    { session, lifeSeconds, address }: { session: string; lifeSeconds: number; address: string },
  ): Promise<LoginView | undefined> {
    const made = makeTokens();
    const actor: Actor = { ...principalBehind(found), address };
    const isBegun = await this.audit.record(
      (transaction) => this.sessions.begin(transaction, found.id, { session, lifeSeconds, tokens: made }),
      (done) =>
        done
          ? { actor, action: 'session.begin', subject: `${actor.kind} ${found.name}`, after: { session } }
          : undefined,
    );
    if (!isBegun) return undefined;
    return { ...presentSession(made), user: { id: found.id, login: found.name, display_name: null } };
  }

  /**
   * Uses up the refresh token, even if the answer gets lost. One that comes a second time has been stolen, or the one that
   * took its place was: the session ends.
   * @throws RejectedError UNAUTHENTICATED
   */
  async refresh(token: string | undefined, address: string): Promise<SessionView> {
    if (token === undefined || token === '') throw loginAgain('Missing refresh token');
    const made = makeTokens();
    const done = await this.sessions.refresh(token, made);
    if (done === 'refreshed') return presentSession(made);
    if (done === 'notRefresh') throw loginAgain('Invalid token type');
    if (typeof done === 'object') {
      const { name, session } = done.reused;
      const actor = { ...principalBehind(done.reused), address };
      const after = { session, reason: 'its refresh token came a second time' };
      await this.audit.record(
        () => Promise.resolve(),
        () => ({ actor, action: 'session.end', subject: `${actor.kind} ${name}`, after }),
      );
    }
    throw loginAgain('Invalid or expired refresh token');
  }

  /** The long-lived token behind a session, or the token itself. */
  async loggedInAs(tokenId: number): Promise<ApiTokenEntity> {
    const asking = await this.tokens.find(tokenId);
    const found = asking?.parentId == null ? asking : await this.tokens.find(asking.parentId);
    if (found === null) throw loginAgain('Invalid authentication token');
    return found;
  }

  /** Ends the token's session; a long-lived token stays usable. */
  async end(tokenId: number, actor: Actor): Promise<void> {
    await this.audit.record(
      (transaction) => this.sessions.end(transaction, tokenId),
      (isEnded) => (isEnded ? { actor, action: 'session.end', subject: `${actor.kind} ${actor.name}` } : undefined),
    );
  }

  /** A name that no token has may be a password in the wrong field: it is not written down. */
  private async refused(address: string, name: string | undefined): Promise<RejectedError> {
    const isKnown = name !== undefined && (await this.tokens.isName(name));
    const subject = isKnown ? `token ${name}` : 'token unknown';
    this.auditAggregator.note({ action: 'login.fail', address, subject, reason: 'no usable token of that name' });
    return new RejectedError('UNAUTHENTICATED', name === undefined ? 'Invalid token' : 'Invalid login or password', {
      hint: 'The login is the name of a token, and the password is the token.',
    });
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

function loginAgain(message: string): RejectedError {
  return new RejectedError('UNAUTHENTICATED', message, { hint: 'Log in again.' });
}

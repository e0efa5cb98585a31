import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ADVISORY_LOCKS } from '../advisory-locks';
import { ApiTokenEntity } from '../entities/api-token.entity';
import { firstRowOf, rowsOf, type Transaction } from '../sql';
import { Transactions } from '../unit-of-work/transactions';
import { hashToken } from './api-token.repository';

/** The two tokens of a session, and how long each is good for. */
export interface SessionTokens {
  access: { token: string; seconds: number };
  refresh: { token: string; seconds: number };
}

export interface NewSession {
  session: string;
  /** After which it ends, however often it is refreshed. */
  lifeSeconds: number;
  tokens: SessionTokens;
}

/** `reused`: it was exchanged long before, so somebody else may have it; the session has ended. */
export type Refreshed = 'refreshed' | 'unknown' | 'notRefresh' | { reused: ApiTokenEntity };

// Two requests of one client at the same time are no theft.
const LEEWAY_SECONDS = 10;

/** Sessions: two short-lived tokens that stand for the long-lived one that began them. */
@Injectable()
export class SessionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Of a token or person, with its name and scope. False when it is gone, or began this very session before. Forgets its
   * tokens that expired a day ago: until then requests that began with them may be under way.
   */
  async begin(transaction: Transaction, parentId: number, { session, lifeSeconds, tokens }: NewSession) {
    const isOver = `expires_at < now() - interval '1 day'`;
    await transaction.query(`DELETE FROM api_token WHERE parent_id = $1 AND ${isOver}`, [parentId]);
    await transaction.query('SELECT FROM api_token WHERE id = $1 FOR UPDATE', [parentId]);
    const owner = `SELECT name, scope, limits, issuer, id AS parent_id, NULL::integer AS account_id, $6::uuid AS session,
      now() + make_interval(secs => $7) AS session_ends_at FROM api_token
      WHERE id = $5 AND NOT EXISTS (SELECT FROM api_token WHERE session = $6::uuid)`;
    return insert(transaction, tokens, { sql: owner, parameters: [parentId, session, lifeSeconds] });
  }

  /** Puts new tokens in the place of a refresh token, until the end of the session. */
  refresh(token: string, tokens: SessionTokens): Promise<Refreshed> {
    return new Transactions(this.dataSource).run(async ({ transaction }) => {
      const where = { hash: hashToken(token) };
      await lock(transaction, 'hash = $2', where.hash);
      const found = await transaction.findOne(ApiTokenEntity, { where, lock: { mode: 'pessimistic_write' } });
      if (found === null) return 'unknown';
      if (found.kind !== 'refresh') return 'notRefresh';
      if (found.revokedAt !== null) return this.refuseUsed(transaction, found);
      const isDue = (await firstRowOf(transaction, REFRESHABLE, [found.id])) !== undefined;
      if (!isDue) return 'unknown';
      await transaction.query('UPDATE api_token SET revoked_at = now() WHERE id = $1', [found.id]);
      const owner = `SELECT name, scope, limits, issuer, parent_id, account_id, session, session_ends_at FROM api_token WHERE id = $5`;
      return (await insert(transaction, tokens, { sql: owner, parameters: [found.id] })) ? 'refreshed' : 'unknown';
    });
  }

  /** Revokes the session's tokens; answers whether any was in use. Without effect on a token that is no session's. */
  async end(transaction: Transaction, tokenId: number): Promise<boolean> {
    await lock(transaction, 'id = $2', tokenId);
    const ended = await rowsOf(
      transaction,
      `UPDATE api_token SET revoked_at = now()
       WHERE session = (SELECT session FROM api_token WHERE id = $1) AND revoked_at IS NULL RETURNING id`,
      [tokenId],
    );
    return ended.length > 0;
  }

  private async refuseUsed(transaction: Transaction, found: ApiTokenEntity): Promise<Refreshed> {
    const isJustUsed = `SELECT FROM api_token WHERE id = $1 AND revoked_at > now() - make_interval(secs => $2)`;
    if ((await firstRowOf(transaction, isJustUsed, [found.id, LEEWAY_SECONDS])) !== undefined) return 'unknown';
    return (await this.end(transaction, found.id)) ? { reused: found } : 'unknown';
  }
}

/**
 * The session of a token, before anything of it is looked at: who ends it sees what a refresh at the same moment makes, or that
 * refresh sees that it has ended.
 */
async function lock(transaction: Transaction, where: 'hash = $2' | 'id = $2', token: Buffer | number): Promise<void> {
  const sql = `SELECT pg_advisory_xact_lock($1, hashtext(session::text)) FROM api_token WHERE session IS NOT NULL AND ${where}`;
  await transaction.query(sql, [ADVISORY_LOCKS.session, token]);
}

// Neither it nor the token that began the session is over.
const REFRESHABLE = `
  SELECT FROM api_token own LEFT JOIN api_token parent ON parent.id = own.parent_id
  WHERE own.id = $1 AND own.expires_at > now() AND own.session_ends_at > now() AND (own.parent_id IS NULL
    OR parent.revoked_at IS NULL AND (parent.expires_at IS NULL OR parent.expires_at > now()))`;

/** `owner` is a query for what both tokens have in common; its parameters begin with $5. Answers whether it found one. */
async function insert(
  transaction: Transaction,
  { access, refresh }: SessionTokens,
  owner: { sql: string; parameters: readonly unknown[] },
): Promise<boolean> {
  const row = await firstRowOf(
    transaction,
    `INSERT INTO api_token (name, scope, limits, issuer, parent_id, account_id, session, session_ends_at, kind, hash, expires_at)
     SELECT owner.*, made.kind, made.hash, least(now() + make_interval(secs => made.seconds), owner.session_ends_at)
     FROM (${owner.sql}) owner,
       (VALUES ('access', $1::bytea, $2::integer), ('refresh', $3::bytea, $4::integer)) AS made (kind, hash, seconds)
     RETURNING id`,
    [hashToken(access.token), access.seconds, hashToken(refresh.token), refresh.seconds, ...owner.parameters],
  );
  return row !== undefined;
}

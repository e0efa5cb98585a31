import { createHash } from 'node:crypto';
import type { Principal, TokenLimits, TokenScope } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { ADVISORY_LOCKS } from '../advisory-locks';
import { QuestionBatcher } from '../question-batcher';
import { ApiTokenEntity } from '../entities/api-token.entity';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

export interface NewToken {
  name: string;
  scope: TokenScope;
  createdBy: Principal;
  expiresAt: Date | null;
  limits: TokenLimits | null;
}

/** As far as it says who is asking, and what they may do. */
export type UsableToken = Pick<
  ApiTokenEntity,
  'id' | 'name' | 'scope' | 'limits' | 'kind' | 'issuer' | 'parentId' | 'accountId' | 'lastUsedAt'
>;

const SHOWN_CHARACTERS = 4;

@Injectable()
export class ApiTokenRepository {
  private readonly usable = new QuestionBatcher((hashes) => this.readUsable(hashes, false));
  private readonly usableUnderWay = new QuestionBatcher((hashes) => this.readUsable(hashes, true));

  constructor(private readonly dataSource: DataSource) {}

  /**
   * The token of any kind, unless it or one that it descends from is revoked or expired. A request that is under way may outlive
   * the access token of a session, but not the session.
   */
  findUsable(token: string, { isUnderWay = false } = {}): Promise<UsableToken | undefined> {
    const hash = hashToken(token).toString('hex');
    return isUnderWay ? this.usableUnderWay.ask(hash) : this.usable.ask(hash);
  }

  private async readUsable(hashes: string[], isUnderWay: boolean): Promise<ReadonlyMap<string, UsableToken>> {
    const rows = await rowsOf<UsableToken & { hash: string }>(this.dataSource.manager, USABLE, [hashes, isUnderWay]);
    return new Map(rows.map(({ hash, ...token }) => [hash, token]));
  }

  find(id: number, manager: EntityManager = this.dataSource.manager): Promise<ApiTokenEntity | null> {
    return manager.findOneBy(ApiTokenEntity, { id });
  }

  /** Whether any long-lived token has or had the name. */
  async isName(name: string): Promise<boolean> {
    const sql = `SELECT FROM api_token WHERE name = $1 AND kind = 'token' LIMIT 1`;
    return (await firstRowOf(this.dataSource.manager, sql, [name])) !== undefined;
  }

  /** Nobody else changes or removes it until the transaction ends. */
  lock(transaction: Transaction, id: number): Promise<ApiTokenEntity | null> {
    return transaction.findOne(ApiTokenEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Newest first, with the number of all. Persons are among them, sessions are not. */
  list(page: { limit: number; offset: number }): Promise<[ApiTokenEntity[], number]> {
    return this.dataSource.manager.findAndCount(ApiTokenEntity, {
      where: { kind: In(['token', 'person']) },
      order: { id: 'DESC' },
      take: page.limit,
      skip: page.offset,
    });
  }

  /** Returns its id; nothing when a token that is in use has the name. One that has expired gives it up. */
  async create(transaction: Transaction, token: string, wanted: NewToken): Promise<number | undefined> {
    const { name, scope, createdBy, expiresAt, limits } = wanted;
    await transaction.query(
      `UPDATE api_token SET revoked_at = expires_at
       WHERE lower(name) = lower($1) AND kind = 'token' AND revoked_at IS NULL AND expires_at <= now()`,
      [name],
    );
    const row = await firstRowOf<{ id: number }>(
      transaction,
      `INSERT INTO api_token (name, scope, created_by, created_by_kind, created_by_id, expires_at, hash, token_prefix,
         token_suffix, limits)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (lower(name)) WHERE kind = 'token' AND revoked_at IS NULL DO NOTHING RETURNING id`,
      [
        name,
        scope,
        createdBy.name,
        createdBy.kind,
        createdBy.id,
        expiresAt,
        hashToken(token),
        token.slice(0, SHOWN_CHARACTERS),
        token.slice(-SHOWN_CHARACTERS),
        limits === null ? null : JSON.stringify(limits),
      ],
    );
    return row?.id;
  }

  /** Tokens that it made, and those that these made, as far as they open anything. */
  async usableMadeBy(id: number): Promise<ApiTokenEntity[]> {
    const rows = await rowsOf<{ id: number }>(
      this.dataSource.manager,
      `WITH RECURSIVE made AS (
         SELECT id, revoked_at, expires_at FROM api_token WHERE created_by_kind IN ('token', 'person') AND created_by_id = $1
           AND kind = 'token'
         UNION
         SELECT next.id, next.revoked_at, next.expires_at FROM api_token next
         JOIN made ON next.created_by_kind = 'token' AND next.created_by_id = made.id AND next.kind = 'token')
       SELECT id FROM made WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) LIMIT 1000`,
      [id],
    );
    const ids = rows.map((row) => row.id);
    return this.dataSource.manager.find(ApiTokenEntity, { where: { id: In(ids) }, order: { id: 'ASC' } });
  }

  /** Its sessions end with it. False when it was revoked already. */
  async revoke(transaction: Transaction, id: number): Promise<boolean> {
    const sql = 'UPDATE api_token SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id';
    return (await firstRowOf(transaction, sql, [id])) !== undefined;
  }

  async remove(transaction: Transaction, id: number): Promise<void> {
    await transaction.delete(ApiTokenEntity, { id });
  }

  /** Of a session's token, both the token and its parent were used. Writes at most once a minute. */
  async markUsed({ id, parentId }: Pick<ApiTokenEntity, 'id' | 'parentId'>): Promise<void> {
    await this.dataSource.query(
      `UPDATE api_token SET last_used_at = now()
       WHERE id IN ($1, $2) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      [id, parentId],
    );
  }

  /**
   * Makes the named token the only usable one of that name: a changed admin token locks out the former one. One at a time:
   * gateways that start together do so together.
   */
  async put(name: string, scope: TokenScope, token: string): Promise<void> {
    await this.dataSource.transaction(async (transaction) => {
      const hash = hashToken(token);
      await transaction.query('SELECT pg_advisory_xact_lock($1, hashtext(lower($2)))', [
        ADVISORY_LOCKS.tokenName,
        name,
      ]);
      await transaction.query(
        `UPDATE api_token SET revoked_at = now()
         WHERE name = $1 AND hash <> $2 AND kind = 'token' AND revoked_at IS NULL`,
        [name, hash],
      );
      await transaction.query(
        `INSERT INTO api_token (name, scope, hash) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT api_token_hash_unique DO UPDATE SET name = $1, scope = $2, kind = 'token',
           limits = NULL, issuer = NULL, subject = NULL, parent_id = NULL, account_id = NULL, session = NULL, session_ends_at = NULL, created_by = NULL,
           created_by_kind = NULL, created_by_id = NULL, expires_at = NULL, revoked_at = NULL`,
        [name, scope, hash],
      );
    });
  }
}

// By hand: it is a part of each request. `line` is of the row and its ancestors.
const USABLE = `
  SELECT encode(hash, 'hex') AS hash, id, name, scope, limits, kind, issuer, parent_id AS "parentId",
    account_id AS "accountId", last_used_at AS "lastUsedAt"
  FROM api_token own
  WHERE hash = ANY(ARRAY(SELECT decode(each, 'hex') FROM unnest($1::text[]) AS each)) AND NOT EXISTS (
    WITH RECURSIVE line AS (
      SELECT own.parent_id, own.revoked_at, CASE WHEN $2::boolean AND own.kind = 'access'
        THEN coalesce(own.session_ends_at, own.expires_at) ELSE own.expires_at END AS expires_at
      UNION ALL
      SELECT next.parent_id, next.revoked_at, next.expires_at FROM api_token next JOIN line ON next.id = line.parent_id
    )
    SELECT FROM line WHERE revoked_at IS NOT NULL OR expires_at <= now())`;

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

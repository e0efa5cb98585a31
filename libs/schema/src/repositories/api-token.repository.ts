import { createHash } from 'node:crypto';
import type { TokenScope } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ApiTokenEntity } from '../entities/api-token.entity';
import { firstRowOf, type Transaction } from '../sql';

export interface NewToken {
  name: string;
  scope: TokenScope;
  createdBy: string;
  expiresAt: Date | null;
}

/** The two tokens of a session, and how long each is good for. */
export interface SessionTokens {
  access: { token: string; seconds: number };
  refresh: { token: string; seconds: number };
}

const SHOWN_CHARACTERS = 4;

@Injectable()
export class ApiTokenRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The row of a token of any kind, unless it or one that it descends from is revoked or expired. */
  async findUsable(token: string): Promise<ApiTokenEntity | undefined> {
    const found = await this.dataSource.manager
      .createQueryBuilder(ApiTokenEntity, 'token')
      .where('token.hash = :hash', { hash: hashToken(token) })
      .andWhere(`NOT EXISTS (${UNUSABLE_IN_LINE})`)
      .getOne();
    return found ?? undefined;
  }

  find(id: number, manager: EntityManager = this.dataSource.manager): Promise<ApiTokenEntity | null> {
    return manager.findOneBy(ApiTokenEntity, { id });
  }

  /** Nobody else changes or removes it until the transaction ends. */
  lock(transaction: Transaction, id: number): Promise<ApiTokenEntity | null> {
    return transaction.findOne(ApiTokenEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Newest first, with the number of all. Sessions are none of them. */
  list(page: { limit: number; offset: number }): Promise<[ApiTokenEntity[], number]> {
    return this.dataSource.manager.findAndCount(ApiTokenEntity, {
      where: { kind: 'token' },
      order: { id: 'DESC' },
      take: page.limit,
      skip: page.offset,
    });
  }

  /** Returns its id. */
  async create(
    transaction: Transaction,
    token: string,
    { name, scope, createdBy, expiresAt }: NewToken,
  ): Promise<number> {
    const { identifiers } = await transaction.insert(ApiTokenEntity, {
      name,
      scope,
      createdBy,
      expiresAt,
      hash: hashToken(token),
      prefix: token.slice(0, SHOWN_CHARACTERS),
      suffix: token.slice(-SHOWN_CHARACTERS),
    });
    return (identifiers[0] as { id: number }).id;
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
  async markUsed({ id, parentId }: ApiTokenEntity): Promise<void> {
    await this.dataSource.query(
      `UPDATE api_token SET last_used_at = now()
       WHERE id IN ($1, $2) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      [id, parentId],
    );
  }

  /** False when the token is gone. Forgets its sessions that are over. */
  beginSession(parentId: number, session: string, tokens: SessionTokens): Promise<boolean> {
    return this.dataSource.transaction(async (transaction) => {
      await transaction.query('DELETE FROM api_token WHERE parent_id = $1 AND expires_at < now()', [parentId]);
      return insertSession(transaction, { parentId, session }, tokens);
    });
  }

  /** Puts new tokens in the place of a refresh token. False when another request was faster. */
  rotateSession({ id, parentId, session }: ApiTokenEntity, tokens: SessionTokens): Promise<boolean> {
    return this.dataSource.transaction(async (transaction) => {
      const old = await firstRowOf(
        transaction,
        'UPDATE api_token SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id',
        [id],
      );
      return old !== undefined && (await insertSession(transaction, { parentId, session }, tokens));
    });
  }

  /** Revokes the session's tokens. Without effect on a token that is no session's. */
  async endSession(id: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE api_token SET revoked_at = now()
       WHERE session = (SELECT session FROM api_token WHERE id = $1) AND revoked_at IS NULL`,
      [id],
    );
  }

  /** Makes the named token the only usable one of that name: a changed admin token locks out the former one. */
  async put(name: string, scope: TokenScope, token: string): Promise<void> {
    await this.dataSource.transaction(async (transaction) => {
      const hash = hashToken(token);
      await transaction.query(
        `UPDATE api_token SET revoked_at = now()
         WHERE name = $1 AND hash <> $2 AND kind = 'token' AND revoked_at IS NULL`,
        [name, hash],
      );
      await transaction.query(
        `INSERT INTO api_token (name, scope, hash) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT api_token_hash_unique DO UPDATE SET name = $1, scope = $2, kind = 'token',
           parent_id = NULL, session = NULL, created_by = NULL, expires_at = NULL, revoked_at = NULL`,
        [name, scope, hash],
      );
    });
  }
}

// Of the outer row and its ancestors.
const UNUSABLE_IN_LINE = `
  WITH RECURSIVE line AS (
    SELECT own.parent_id, own.revoked_at, own.expires_at FROM api_token own WHERE own.hash = :hash
    UNION ALL
    SELECT next.parent_id, next.revoked_at, next.expires_at FROM api_token next JOIN line ON next.id = line.parent_id
  )
  SELECT FROM line WHERE revoked_at IS NOT NULL OR expires_at <= now()`;

/** Name and scope are the parent's, which may have been removed meanwhile. */
async function insertSession(
  transaction: Transaction,
  { parentId, session }: { parentId: number | null; session: string | null },
  { access, refresh }: SessionTokens,
): Promise<boolean> {
  const row = await firstRowOf(
    transaction,
    `INSERT INTO api_token (name, scope, parent_id, session, kind, hash, expires_at, created_by)
     SELECT name, scope, id, $2::uuid, made.kind, made.hash, now() + make_interval(secs => made.seconds), name
     FROM api_token, (VALUES ('access', $3::bytea, $4::integer), ('refresh', $5::bytea, $6::integer))
       AS made (kind, hash, seconds)
     WHERE id = $1 RETURNING id`,
    [parentId, session, hashToken(access.token), access.seconds, hashToken(refresh.token), refresh.seconds],
  );
  return row !== undefined;
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

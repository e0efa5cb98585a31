import { Injectable } from '@nestjs/common';
import { SITE_NAMESPACE } from '@packyard/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

export interface Account {
  id: number;
  name: string;
  email: string | null;
  fullName: string | null;
  passwordHash: string | null;
  /** The user's name in chat, by adapter. */
  mappings: Record<string, string>;
  createdAt: Date;
}

/** What is absent stays as it was. */
export interface AccountFields {
  name: string;
  email?: string | undefined;
  fullName?: string | undefined;
  passwordHash?: string | undefined;
  mappings?: Record<string, string> | undefined;
}

/** Another user has that name in that chat already. */
export class MappingTaken extends Error {
  constructor(
    readonly adapter: string,
    readonly named: string,
  ) {
    super(`Another user is '${named}' in ${adapter}`);
    this.name = 'MappingTaken';
  }
}

const COLUMNS = `account.id, account.name, account.email, account.full_name AS "fullName",
  account.password_hash AS "passwordHash", account.mappings, account.created_at AS "createdAt"`;

/** Users, and the short-lived tokens by which they work. */
@Injectable()
export class AccountRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By name; with `group`, its members. */
  list(group?: string, manager: EntityManager = this.dataSource.manager): Promise<Account[]> {
    return rowsOf<Account>(
      manager,
      `SELECT ${COLUMNS} FROM account WHERE $1::text IS NULL OR id IN (
         SELECT account_id FROM account_group_member member JOIN account_group ON account_group.id = member.group_id
         WHERE account_group.name = $1) ORDER BY name`,
      [group ?? null],
    );
  }

  find(name: string, manager: EntityManager = this.dataSource.manager): Promise<Account | undefined> {
    return firstRowOf<Account>(manager, `SELECT ${COLUMNS} FROM account WHERE name = $1`, [name]);
  }

  /** Makes the user, or changes it; answers how it was, or nothing when it was made. */
  async put(transaction: Transaction, fields: AccountFields): Promise<Account | undefined> {
    const former = await this.lockOrAdd(transaction, fields.name);
    await transaction.query(
      `UPDATE account SET email = coalesce($2, email), full_name = coalesce($3, full_name),
         password_hash = coalesce($4, password_hash), mappings = coalesce($5::jsonb, mappings) WHERE name = $1`,
      [
        fields.name,
        fields.email ?? null,
        fields.fullName ?? null,
        fields.passwordHash ?? null,
        fields.mappings === undefined ? null : JSON.stringify(fields.mappings),
      ],
    );
    if (fields.passwordHash !== undefined) await this.endSessions(transaction, fields.name);
    if (fields.mappings !== undefined) await this.map(transaction, fields.name, fields.mappings);
    return former;
  }

  /** The same password in another form: what is open stays open. Nothing happens when it has changed meanwhile. */
  async storeAnew({ id, passwordHash }: Pick<Account, 'id' | 'passwordHash'>, hash: string): Promise<void> {
    const sql = 'UPDATE account SET password_hash = $3 WHERE id = $1 AND password_hash = $2';
    await this.dataSource.manager.query(sql, [id, passwordHash, hash]);
  }

  /** With the former password, nothing is open any more. */
  private async endSessions(transaction: Transaction, name: string): Promise<void> {
    const account = '(SELECT id FROM account WHERE name = $1)';
    await transaction.query(`DELETE FROM account_token WHERE account_id = ${account}`, [name]);
    const sql = `UPDATE api_token SET revoked_at = now() WHERE account_id = ${account} AND revoked_at IS NULL`;
    await transaction.query(sql, [name]);
  }

  /** @throws MappingTaken */
  private async map(transaction: Transaction, name: string, mappings: Readonly<Record<string, string>>): Promise<void> {
    const account = '(SELECT id FROM account WHERE name = $1)';
    await transaction.query(`DELETE FROM account_mapping WHERE account_id = ${account}`, [name]);
    for (const [adapter, own] of Object.entries(mappings).sort()) {
      const made = await firstRowOf(
        transaction,
        `INSERT INTO account_mapping (account_id, adapter, name) VALUES (${account}, $2, $3)
         ON CONFLICT DO NOTHING RETURNING account_id`,
        [name, adapter, own],
      );
      if (made === undefined) throw new MappingTaken(adapter, own);
    }
  }

  /** Whether there is such a user; it is not removed until the transaction ends. */
  async keep(transaction: Transaction, name: string): Promise<boolean> {
    const sql = 'SELECT FROM account WHERE name = $1 FOR KEY SHARE';
    return (await firstRowOf(transaction, sql, [name])) !== undefined;
  }

  /** Nobody else changes or removes it, or adds it to a group, until the transaction ends. */
  lock(transaction: Transaction, name: string): Promise<Account | undefined> {
    return firstRowOf<Account>(transaction, `SELECT ${COLUMNS} FROM account WHERE name = $1 FOR UPDATE`, [name]);
  }

  private async lockOrAdd(transaction: Transaction, name: string): Promise<Account | undefined> {
    const former = await this.lock(transaction, name);
    if (former !== undefined) return former;
    const sql = 'INSERT INTO account (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id';
    const isMade = (await firstRowOf(transaction, sql, [name])) !== undefined;
    // Otherwise somebody else has just made it.
    return isMade ? undefined : this.lockOrAdd(transaction, name);
  }

  /** False when there is no such user. Its tokens and memberships go too. */
  async remove(transaction: Transaction, name: string): Promise<boolean> {
    return (await firstRowOf(transaction, 'DELETE FROM account WHERE name = $1 RETURNING id', [name])) !== undefined;
  }

  /** Of all groups and roles together, as `bundle:permission`. */
  async permissionsOf(name: string, manager: EntityManager = this.dataSource.manager): Promise<string[]> {
    const rows = await rowsOf<{ permission: string }>(
      manager,
      `SELECT DISTINCT coalesce(pack.ref, $2) || ':' || held.permission AS permission FROM account
       JOIN account_group_member member ON member.account_id = account.id
       JOIN account_group_role link ON link.group_id = member.group_id
       JOIN role_permission held ON held.role_id = link.role_id LEFT JOIN pack ON pack.id = held.pack_id
       WHERE account.name = $1 ORDER BY 1`,
      [name, SITE_NAMESPACE],
    );
    return rows.map(({ permission }) => permission);
  }

  /** Forgets what has expired on the way. False when the password is no longer the one that was looked at. */
  async addToken(
    { id, passwordHash }: Pick<Account, 'id' | 'passwordHash'>,
    hash: Buffer,
    expiresAt: Date,
  ): Promise<boolean> {
    await this.dataSource.query('DELETE FROM account_token WHERE expires_at < now()');
    const added = await rowsOf(
      this.dataSource.manager,
      `INSERT INTO account_token (hash, account_id, expires_at)
       SELECT $1::bytea, id, $3::timestamptz FROM account WHERE id = $2 AND password_hash = $4 FOR SHARE RETURNING account_id`,
      [hash, id, expiresAt, passwordHash],
    );
    return added.length > 0;
  }

  findByToken(hash: Buffer): Promise<Account | undefined> {
    return firstRowOf<Account>(
      this.dataSource.manager,
      `SELECT ${COLUMNS} FROM account JOIN account_token token ON token.account_id = account.id
       WHERE token.hash = $1 AND token.expires_at > now()`,
      [hash],
    );
  }
}

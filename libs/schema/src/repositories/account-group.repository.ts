import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

/** Groups of users, and the roles that they have. */
@Injectable()
export class AccountGroupRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Names, in their order; with `user` or `role`, of those that have it. */
  async list(
    of: { user?: string; role?: string } = {},
    manager: EntityManager = this.dataSource.manager,
  ): Promise<string[]> {
    const rows = await rowsOf<{ name: string }>(
      manager,
      `SELECT name FROM account_group WHERE ($1::text IS NULL OR id IN (
         SELECT group_id FROM account_group_member member JOIN account ON account.id = member.account_id
         WHERE account.name = $1))
       AND ($2::text IS NULL OR id IN (
         SELECT group_id FROM account_group_role link JOIN role ON role.id = link.role_id WHERE role.name = $2))
       ORDER BY name`,
      [of.user ?? null, of.role ?? null],
    );
    return rows.map(({ name }) => name);
  }

  async exists(name: string, manager: EntityManager = this.dataSource.manager): Promise<boolean> {
    return (await firstRowOf(manager, 'SELECT FROM account_group WHERE name = $1', [name])) !== undefined;
  }

  /** Whether there is such a group; it is not removed until the transaction ends. */
  async keep(transaction: Transaction, name: string): Promise<boolean> {
    const sql = 'SELECT FROM account_group WHERE name = $1 FOR KEY SHARE';
    return (await firstRowOf(transaction, sql, [name])) !== undefined;
  }

  /** As `keep`, and nothing is added to it either. */
  async lock(transaction: Transaction, name: string): Promise<boolean> {
    const sql = 'SELECT FROM account_group WHERE name = $1 FOR UPDATE';
    return (await firstRowOf(transaction, sql, [name])) !== undefined;
  }

  /** False when it is there already. */
  async add(transaction: Transaction, name: string): Promise<boolean> {
    const sql = 'INSERT INTO account_group (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id';
    return (await firstRowOf(transaction, sql, [name])) !== undefined;
  }

  /** False when there is no such group. */
  async remove(transaction: Transaction, name: string): Promise<boolean> {
    const sql = 'DELETE FROM account_group WHERE name = $1 RETURNING id';
    return (await firstRowOf(transaction, sql, [name])) !== undefined;
  }

  /** These answer whether anything changed. */
  addMember(transaction: Transaction, group: string, user: string): Promise<boolean> {
    return changes(
      transaction,
      `INSERT INTO account_group_member (group_id, account_id)
       SELECT account_group.id, account.id FROM account_group, account
       WHERE account_group.name = $1 AND account.name = $2 ON CONFLICT DO NOTHING RETURNING group_id`,
      [group, user],
    );
  }

  removeMember(transaction: Transaction, group: string, user: string): Promise<boolean> {
    return changes(
      transaction,
      `DELETE FROM account_group_member WHERE group_id = (SELECT id FROM account_group WHERE name = $1)
       AND account_id = (SELECT id FROM account WHERE name = $2) RETURNING group_id`,
      [group, user],
    );
  }

  addRole(transaction: Transaction, group: string, role: string): Promise<boolean> {
    return changes(
      transaction,
      `INSERT INTO account_group_role (group_id, role_id) SELECT account_group.id, role.id FROM account_group, role
       WHERE account_group.name = $1 AND role.name = $2 ON CONFLICT DO NOTHING RETURNING group_id`,
      [group, role],
    );
  }

  removeRole(transaction: Transaction, group: string, role: string): Promise<boolean> {
    return changes(
      transaction,
      `DELETE FROM account_group_role WHERE group_id = (SELECT id FROM account_group WHERE name = $1)
       AND role_id = (SELECT id FROM role WHERE name = $2) RETURNING group_id`,
      [group, role],
    );
  }
}

async function changes(transaction: Transaction, sql: string, parameters: string[]): Promise<boolean> {
  return (await firstRowOf(transaction, sql, parameters)) !== undefined;
}

import { Injectable } from '@nestjs/common';
import { SITE_NAMESPACE } from '@packyard/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

/** A permission that a role has: one that a bundle declares, or one of the site. */
export interface Grant {
  bundle: string;
  permission: string;
}

/** Roles, and the permissions that they stand for. */
@Injectable()
export class RoleRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Names, in their order; with `group`, of those that it has. */
  async list(group?: string, manager: EntityManager = this.dataSource.manager): Promise<string[]> {
    const rows = await rowsOf<{ name: string }>(
      manager,
      `SELECT name FROM role WHERE $1::text IS NULL OR id IN (
         SELECT role_id FROM account_group_role link JOIN account_group ON account_group.id = link.group_id
         WHERE account_group.name = $1) ORDER BY name`,
      [group ?? null],
    );
    return rows.map(({ name }) => name);
  }

  async exists(name: string, manager: EntityManager = this.dataSource.manager): Promise<boolean> {
    return (await firstRowOf(manager, 'SELECT FROM role WHERE name = $1', [name])) !== undefined;
  }

  /** Whether there is such a role; it is not removed until the transaction ends. */
  async keep(transaction: Transaction, name: string): Promise<boolean> {
    const sql = 'SELECT FROM role WHERE name = $1 FOR KEY SHARE';
    return (await firstRowOf(transaction, sql, [name])) !== undefined;
  }

  /** As `keep`, and nothing is granted to it, and no group gets it. */
  async lock(transaction: Transaction, name: string): Promise<boolean> {
    const sql = 'SELECT FROM role WHERE name = $1 FOR UPDATE';
    return (await firstRowOf(transaction, sql, [name])) !== undefined;
  }

  /** False when it is there already. */
  async add(transaction: Transaction, name: string): Promise<boolean> {
    const sql = 'INSERT INTO role (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id';
    return (await firstRowOf(transaction, sql, [name])) !== undefined;
  }

  /** False when there is no such role. */
  async remove(transaction: Transaction, name: string): Promise<boolean> {
    return (await firstRowOf(transaction, 'DELETE FROM role WHERE name = $1 RETURNING id', [name])) !== undefined;
  }

  grantsOf(role: string, manager: EntityManager = this.dataSource.manager): Promise<Grant[]> {
    return rowsOf<Grant>(
      manager,
      `SELECT coalesce(pack.ref, $2) AS bundle, held.permission FROM role_permission held
       JOIN role ON role.id = held.role_id LEFT JOIN pack ON pack.id = held.pack_id
       WHERE role.name = $1 ORDER BY 1, 2`,
      [role, SITE_NAMESPACE],
    );
  }

  /** Whether any installed version declares it; none can be uninstalled until the transaction ends. */
  async isDeclared(transaction: Transaction, { bundle, permission }: Grant): Promise<boolean> {
    await transaction.query('SELECT FROM pack WHERE ref = $1 FOR SHARE', [bundle]);
    const row = await firstRowOf(
      transaction,
      `SELECT FROM permission JOIN pack_version version ON version.id = permission.pack_version_id
       JOIN pack ON pack.id = version.pack_id WHERE pack.ref = $1 AND permission.name = $2 LIMIT 1`,
      [bundle, permission],
    );
    return row !== undefined;
  }

  /** These answer whether anything changed. Permissions of the site belong to no pack. */
  async grant(transaction: Transaction, role: string, { bundle, permission }: Grant): Promise<boolean> {
    const row = await firstRowOf(
      transaction,
      `INSERT INTO role_permission (role_id, pack_id, permission) SELECT role.id, pack.id, $3
       FROM role LEFT JOIN pack ON pack.ref = $2 AND $2 <> $4
       WHERE role.name = $1 AND (pack.id IS NOT NULL OR $2 = $4) ON CONFLICT DO NOTHING RETURNING role_id`,
      [role, bundle, permission, SITE_NAMESPACE],
    );
    return row !== undefined;
  }

  /** Also what would come back with a version that is kept. */
  async revoke(transaction: Transaction, role: string, { bundle, permission }: Grant): Promise<boolean> {
    const kept = await rowsOf(
      transaction,
      `DELETE FROM archived_grant kept USING archived_version archived, role
       WHERE archived.id = kept.archived_version_id AND role.id = kept.role_id
         AND role.name = $1 AND archived.ref = $2 AND kept.permission = $3 RETURNING kept.permission`,
      [role, bundle, permission],
    );
    const row = await firstRowOf(
      transaction,
      `DELETE FROM role_permission WHERE role_id = (SELECT id FROM role WHERE name = $1) AND permission = $3
       AND CASE WHEN $2 = $4 THEN pack_id IS NULL ELSE pack_id = (SELECT id FROM pack WHERE ref = $2) END
       RETURNING role_id`,
      [role, bundle, permission, SITE_NAMESPACE],
    );
    return row !== undefined || kept.length > 0;
  }
}

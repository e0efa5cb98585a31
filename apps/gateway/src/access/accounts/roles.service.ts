import { Injectable } from '@nestjs/common';
import {
  type Actor,
  AccountName,
  ADMIN_ACCOUNT,
  BUILT_IN_BUNDLE,
  PermissionName,
  RejectedError,
  type RoleView,
  SITE_NAMESPACE,
} from '@packyard/contracts';
import {
  AccountGroupRepository,
  AuditRepository,
  type Grant,
  RoleRepository,
  type Transaction,
} from '@packyard/schema';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { accountExists, accountNotFound, assertNotAdmin, assertNotAdminsOwn } from './account-refusals';

/** Roles and the permissions granted to them. */
@Injectable()
export class RolesService {
  constructor(
    private readonly roles: RoleRepository,
    private readonly groups: AccountGroupRepository,
    private readonly audit: AuditRepository,
  ) {}

  list(): Promise<string[]> {
    return this.roles.list();
  }

  /** @throws RejectedError ROLE_NOT_FOUND */
  async show(name: string): Promise<RoleView> {
    await this.require(name);
    const [permissions, groups] = await Promise.all([this.roles.grantsOf(name), this.groups.list({ role: name })]);
    return { name, permissions, groups };
  }

  /** @throws RejectedError ACCOUNT_EXISTS */
  async create(name: string, actor: Actor): Promise<void> {
    parseRequest(AccountName, name, 'name');
    const isMade = await this.audit.record(
      (transaction) => this.roles.add(transaction, name),
      (done) => (done ? { actor, action: 'role.create', subject: `role ${name}`, after: { name } } : undefined),
    );
    if (!isMade) throw accountExists('role', name);
  }

  /** @throws RejectedError ROLE_NOT_FOUND or ACCOUNT_PROTECTED */
  async remove(name: string, actor: Actor): Promise<void> {
    assertNotAdmin('role', name);
    await this.audit.record(
      async (transaction) => {
        if (!(await this.roles.lock(transaction, name))) throw accountNotFound('role', name);
        const permissions = await this.roles.grantsOf(name, transaction);
        const groups = await this.groups.list({ role: name }, transaction);
        await this.roles.remove(transaction, name);
        return { name, permissions, groups };
      },
      (before) => ({ actor, action: 'role.delete', subject: `role ${name}`, before }),
    );
  }

  /**
   * The permission must be declared by an installed version, with which the grant is removed, or belong to `site`.
   * @throws RejectedError ROLE_NOT_FOUND, PERMISSION_NOT_FOUND or PARAMETERS_INVALID
   */
  async grant(role: string, grant: Grant, actor: Actor): Promise<void> {
    await this.audit.record(
      async (transaction) => {
        if (!(await this.roles.keep(transaction, role))) throw accountNotFound('role', role);
        await this.assertExists(transaction, grant);
        return this.roles.grant(transaction, role, grant);
      },
      (done) => (done ? { actor, action: 'role.grant', subject: `role ${role}`, after: grant } : undefined),
    );
  }

  /** @throws RejectedError ROLE_NOT_FOUND or ACCOUNT_PROTECTED */
  async revoke(role: string, grant: Grant, actor: Actor): Promise<void> {
    const isOwn = role === ADMIN_ACCOUNT && grant.bundle === BUILT_IN_BUNDLE;
    assertNotAdminsOwn(isOwn, `The role '${role}' keeps ${grant.bundle}:${grant.permission}`);
    await this.audit.record(
      async (transaction) => {
        if (!(await this.roles.keep(transaction, role))) throw accountNotFound('role', role);
        return this.roles.revoke(transaction, role, grant);
      },
      (done) => (done ? { actor, action: 'role.revoke', subject: `role ${role}`, before: grant } : undefined),
    );
  }

  private async assertExists(transaction: Transaction, grant: Grant): Promise<void> {
    if (grant.bundle === SITE_NAMESPACE) parseRequest(PermissionName, grant.permission, 'permission');
    else if (!(await this.roles.isDeclared(transaction, grant))) throw notDeclared(grant);
  }

  private async require(name: string): Promise<void> {
    if (!(await this.roles.exists(name))) throw accountNotFound('role', name);
  }
}

function notDeclared({ bundle, permission }: Grant): RejectedError {
  return new RejectedError(
    'PERMISSION_NOT_FOUND',
    `No installed version of ${bundle.slice(0, 100)} declares the permission '${permission.slice(0, 100)}'`,
    { hint: 'Install the bundle first; packyard bundle info shows what it declares.' },
  );
}

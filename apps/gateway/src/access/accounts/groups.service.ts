import { Injectable } from '@nestjs/common';
import { type Actor, AccountName, ADMIN_ACCOUNT, type AuditAction, type GroupView } from '@packyard/contracts';
import {
  AccountGroupRepository,
  AccountRepository,
  AuditRepository,
  RoleRepository,
  type Transaction,
} from '@packyard/schema';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { accountExists, accountNotFound, assertNotAdmin, assertNotAdminsOwn } from './account-refusals';

/** A change of a group's members or roles. */
interface Change {
  group: string;
  actor: Actor;
  action: AuditAction;
  of: { user?: string; role?: string };
}

/** Groups of users, which have the permissions of their roles. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly groups: AccountGroupRepository,
    private readonly accounts: AccountRepository,
    private readonly roles: RoleRepository,
    private readonly audit: AuditRepository,
  ) {}

  list(): Promise<string[]> {
    return this.groups.list();
  }

  /** @throws RejectedError GROUP_NOT_FOUND */
  async show(name: string): Promise<GroupView> {
    await this.require(name);
    const [members, roles] = await Promise.all([this.accounts.list(name), this.roles.list(name)]);
    return { name, members: members.map((account) => account.name), roles };
  }

  /** @throws RejectedError ACCOUNT_EXISTS */
  async create(name: string, actor: Actor): Promise<void> {
    parseRequest(AccountName, name, 'name');
    const isMade = await this.audit.record(
      (transaction) => this.groups.add(transaction, name),
      (done) => (done ? { actor, action: 'group.create', subject: `group ${name}`, after: { name } } : undefined),
    );
    if (!isMade) throw accountExists('group', name);
  }

  /** @throws RejectedError GROUP_NOT_FOUND or ACCOUNT_PROTECTED */
  async remove(name: string, actor: Actor): Promise<void> {
    assertNotAdmin('group', name);
    await this.audit.record(
      async (transaction) => {
        if (!(await this.groups.lock(transaction, name))) throw accountNotFound('group', name);
        const members = (await this.accounts.list(name, transaction)).map((account) => account.name);
        const roles = await this.roles.list(name, transaction);
        await this.groups.remove(transaction, name);
        return { name, members, roles };
      },
      (before) => ({ actor, action: 'group.delete', subject: `group ${name}`, before }),
    );
  }

  /** @throws RejectedError GROUP_NOT_FOUND or USER_NOT_FOUND */
  async addMember(group: string, user: string, actor: Actor): Promise<void> {
    const change = { group, actor, action: 'group.add_member' as const, of: { user } };
    await this.record(change, (transaction) => this.groups.addMember(transaction, group, user));
  }

  /** @throws RejectedError GROUP_NOT_FOUND, USER_NOT_FOUND or ACCOUNT_PROTECTED */
  async removeMember(group: string, user: string, actor: Actor): Promise<void> {
    assertNotAdminsOwn(isAdmin(group) && isAdmin(user), `The user '${user}' stays in the group '${group}'`);
    const change = { group, actor, action: 'group.remove_member' as const, of: { user } };
    await this.record(change, (transaction) => this.groups.removeMember(transaction, group, user));
  }

  /** @throws RejectedError GROUP_NOT_FOUND or ROLE_NOT_FOUND */
  async addRole(group: string, role: string, actor: Actor): Promise<void> {
    const change = { group, actor, action: 'group.add_role' as const, of: { role } };
    await this.record(change, (transaction) => this.groups.addRole(transaction, group, role));
  }

  /** @throws RejectedError GROUP_NOT_FOUND, ROLE_NOT_FOUND or ACCOUNT_PROTECTED */
  async removeRole(group: string, role: string, actor: Actor): Promise<void> {
    assertNotAdminsOwn(isAdmin(group) && isAdmin(role), `The group '${group}' keeps the role '${role}'`);
    const change = { group, actor, action: 'group.remove_role' as const, of: { role } };
    await this.record(change, (transaction) => this.groups.removeRole(transaction, group, role));
  }

  /** @throws RejectedError GROUP_NOT_FOUND */
  async require(name: string): Promise<void> {
    if (!(await this.groups.exists(name))) throw accountNotFound('group', name);
  }

  /** Records the change in the audit, in the same transaction. */
  private async record(
    { group, actor, action, of }: Change,
    change: (transaction: Transaction) => Promise<boolean>,
  ): Promise<void> {
    const isGone = action.startsWith('group.remove');
    await this.audit.record(
      async (transaction) => {
        await this.keep(transaction, group, of);
        return change(transaction);
      },
      (done) =>
        done ? { actor, action, subject: `group ${group}`, ...(isGone ? { before: of } : { after: of }) } : undefined,
    );
  }

  private async keep(transaction: Transaction, group: string, { user, role }: Change['of']): Promise<void> {
    if (!(await this.groups.keep(transaction, group))) throw accountNotFound('group', group);
    const isUserThere = user === undefined || (await this.accounts.keep(transaction, user));
    if (!isUserThere) throw accountNotFound('user', user);
    const isRoleThere = role === undefined || (await this.roles.keep(transaction, role));
    if (!isRoleThere) throw accountNotFound('role', role);
  }
}

function isAdmin(name: string): boolean {
  return name === ADMIN_ACCOUNT;
}

import { Injectable } from '@nestjs/common';
import { AccountName, ADMIN_ACCOUNT, type AuditAction, type GroupView } from '@packyard/contracts';
import {
  AccountGroupRepository,
  AccountRepository,
  AuditRepository,
  RoleRepository,
  type Transaction,
} from '@packyard/schema';
import { parseRequest } from '../http/parameters-invalid';
import { accountExists, accountNotFound, assertNotAdmin, assertNotAdminsOwn } from './account-refusals';

interface Change {
  group: string;
  actor: string;
  action: AuditAction;
  detail: object;
}

/** Groups of users. What a group may do follows from its roles. */
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
  async create(name: string, actor: string): Promise<void> {
    parseRequest(AccountName, name, 'name');
    const change = { group: name, actor, action: 'group.create' as const, detail: { name } };
    if (!(await this.record(change, (transaction) => this.groups.add(transaction, name)))) {
      throw accountExists('group', name);
    }
  }

  /** @throws RejectedError GROUP_NOT_FOUND or ACCOUNT_PROTECTED */
  async remove(name: string, actor: string): Promise<void> {
    assertNotAdmin('group', name);
    const change = { group: name, actor, action: 'group.delete' as const, detail: { name } };
    const isRemoved = await this.record(change, (transaction) => this.groups.remove(transaction, name));
    if (!isRemoved) throw accountNotFound('group', name);
  }

  /** @throws RejectedError GROUP_NOT_FOUND or USER_NOT_FOUND */
  async addMember(group: string, user: string, actor: string): Promise<void> {
    await this.requireBoth(group, { user });
    const change = { group, actor, action: 'group.add_member' as const, detail: { user } };
    await this.record(change, (transaction) => this.groups.addMember(transaction, group, user));
  }

  /** @throws RejectedError GROUP_NOT_FOUND, USER_NOT_FOUND or ACCOUNT_PROTECTED */
  async removeMember(group: string, user: string, actor: string): Promise<void> {
    assertNotAdminsOwn(isAdmin(group) && isAdmin(user), `The user '${user}' stays in the group '${group}'`);
    await this.requireBoth(group, { user });
    const change = { group, actor, action: 'group.remove_member' as const, detail: { user } };
    await this.record(change, (transaction) => this.groups.removeMember(transaction, group, user));
  }

  /** @throws RejectedError GROUP_NOT_FOUND or ROLE_NOT_FOUND */
  async addRole(group: string, role: string, actor: string): Promise<void> {
    await this.requireBoth(group, { role });
    const change = { group, actor, action: 'group.add_role' as const, detail: { role } };
    await this.record(change, (transaction) => this.groups.addRole(transaction, group, role));
  }

  /** @throws RejectedError GROUP_NOT_FOUND, ROLE_NOT_FOUND or ACCOUNT_PROTECTED */
  async removeRole(group: string, role: string, actor: string): Promise<void> {
    assertNotAdminsOwn(isAdmin(group) && isAdmin(role), `The group '${group}' keeps the role '${role}'`);
    await this.requireBoth(group, { role });
    const change = { group, actor, action: 'group.remove_role' as const, detail: { role } };
    await this.record(change, (transaction) => this.groups.removeRole(transaction, group, role));
  }

  /** @throws RejectedError GROUP_NOT_FOUND */
  async require(name: string): Promise<void> {
    if (!(await this.groups.exists(name))) throw accountNotFound('group', name);
  }

  private async requireBoth(group: string, { user, role }: { user?: string; role?: string }): Promise<void> {
    await this.require(group);
    if (user !== undefined && (await this.accounts.find(user)) === undefined) throw accountNotFound('user', user);
    if (role !== undefined && !(await this.roles.exists(role))) throw accountNotFound('role', role);
  }

  private record(
    { group, actor, action, detail }: Change,
    change: (transaction: Transaction) => Promise<boolean>,
  ): Promise<boolean> {
    const isGone = action === 'group.delete' || action.startsWith('group.remove');
    return this.audit.record(change, (done) =>
      done
        ? { actor, action, subject: `group ${group}`, ...(isGone ? { before: detail } : { after: detail }) }
        : undefined,
    );
  }
}

function isAdmin(name: string): boolean {
  return name === ADMIN_ACCOUNT;
}

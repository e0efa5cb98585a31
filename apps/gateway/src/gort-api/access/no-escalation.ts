import { Injectable } from '@nestjs/common';
import { BUILT_IN_BUNDLE } from '@packyard/contracts';
import { AccountRepository, type Grant, RoleRepository } from '@packyard/schema';
import { GortError } from '../router/gort-answer';

/**
 * Over Gort's routes, users can't give away or take over permissions of the bundle `gort` that they don't have themselves.
 * Otherwise a manager of users could set an administrator's password. The checks need no transaction: a later grant to a
 * changed object is checked against its own grantor.
 *
 * @throws GortError 403
 */
@Injectable()
export class NoEscalation {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly roles: RoleRepository,
  ) {}

  /** With a new password or chat name, the actor could act as the user. */
  async assertMayChangeUser(actor: string, user: string): Promise<void> {
    const held = await this.accounts.permissionsOf(user);
    await this.assertHas(actor, held, `change the user '${user}', who has it`);
  }

  async assertMayAddMember(actor: string, group: string): Promise<void> {
    const grants = await Promise.all((await this.roles.list(group)).map((role) => this.roles.grantsOf(role)));
    await this.assertHas(actor, namesOf(grants.flat()), `add members to the group '${group}', which has it`);
  }

  async assertMayGiveRole(actor: string, role: string): Promise<void> {
    const grants = await this.roles.grantsOf(role);
    await this.assertHas(actor, namesOf(grants), `give the role '${role}', which has it, to a group`);
  }

  async assertMayGrant(actor: string, grant: Grant): Promise<void> {
    await this.assertHas(actor, namesOf([grant]), 'grant it');
  }

  private async assertHas(actor: string, permissions: readonly string[], toDoWhat: string): Promise<void> {
    const given = permissions.filter((permission) => permission.startsWith(`${BUILT_IN_BUNDLE}:`));
    if (given.length === 0) return;
    const own = await this.accounts.permissionsOf(actor);
    const lacking = [...new Set(given)].filter((permission) => !own.includes(permission));
    if (lacking.length === 0) return;
    throw new GortError(403, `only who has ${lacking.sort().join(', ')} may ${toDoWhat}`);
  }
}

function namesOf(grants: readonly Grant[]): string[] {
  return grants.map(({ bundle, permission }) => `${bundle}:${permission}`);
}

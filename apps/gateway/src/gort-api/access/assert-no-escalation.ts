import { Injectable } from '@nestjs/common';
import { BUILT_IN_BUNDLE } from '@packyard/contracts';
import { AccountRepository, type Grant, RoleRepository } from '@packyard/schema';
import { GortError } from '../router/gort-answer';

/** Who has both can make a role with any permission but those of the bundle `gort`, and join a group that has it. */
const GIVES_ALL_OTHERS = [`${BUILT_IN_BUNDLE}:manage_roles`, `${BUILT_IN_BUNDLE}:manage_groups`];

/**
 * Over Gort's routes, users neither give, take over nor take away permissions that they don't have themselves. Otherwise a
 * manager of users could set an administrator's password, and a manager of groups could join every group. What one could
 * give oneself counts as had. The checks need no transaction: a later grant to a changed object is checked against its own
 * grantor.
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

  async assertMayChangeGroup(actor: string, group: string): Promise<void> {
    const grants = await Promise.all((await this.roles.list(group)).map((role) => this.roles.grantsOf(role)));
    await this.assertHas(actor, namesOf(grants.flat()), `change the group '${group}', which has it`);
  }

  async assertMayChangeRole(actor: string, role: string): Promise<void> {
    const grants = await this.roles.grantsOf(role);
    await this.assertHas(actor, namesOf(grants), `give or take the role '${role}', which has it`);
  }

  async assertMayGrant(actor: string, grant: Grant): Promise<void> {
    await this.assertHas(actor, namesOf([grant]), 'grant or revoke it');
  }

  private async assertHas(actor: string, permissions: readonly string[], toDoWhat: string): Promise<void> {
    if (permissions.length === 0) return;
    const own = await this.accounts.permissionsOf(actor);
    const lacking = lackingIn(own, permissions);
    if (lacking.length === 0) return;
    throw new GortError(403, `only who has ${lacking.join(', ')} may ${toDoWhat}`);
  }
}

/** Those that neither are among one's own nor can be given to oneself. */
export function lackingIn(own: readonly string[], permissions: readonly string[]): string[] {
  const givesAllOthers = GIVES_ALL_OTHERS.every((needed) => own.includes(needed));
  const isWithin = (permission: string) =>
    own.includes(permission) || (givesAllOthers && !permission.startsWith(`${BUILT_IN_BUNDLE}:`));
  return [...new Set(permissions)].filter((permission) => !isWithin(permission)).sort();
}

function namesOf(grants: readonly Grant[]): string[] {
  return grants.map(({ bundle, permission }) => `${bundle}:${permission}`);
}

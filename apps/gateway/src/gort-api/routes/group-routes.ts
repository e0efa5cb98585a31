import { Injectable } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import { GroupsService } from '../../access/accounts/groups.service';
import { RolesService } from '../../access/accounts/roles.service';
import { UsersService } from '../../access/accounts/users.service';
import { DONE, found, type GortAnswer } from '../router/gort-answer';
import type { GortRequest } from '../router/gort-request';
import type { GortRoute } from '../router/gort-routes';
import { presentUser } from './gort-user';
import { NoEscalation } from '../access/assert-no-escalation';
import { presentRole } from './role-routes';

const GROUP = '/v2/groups/{group}';

/** Gort's routes for groups. */
@Injectable()
export class GroupRoutes {
  readonly routes: readonly GortRoute[] = [
    { methods: ['GET'], path: '/v2/groups', needs: 'group list', answer: () => this.list() },
    { methods: ['GET'], path: GROUP, needs: 'group info', answer: (request) => this.show(request) },
    { methods: ['PUT'], path: GROUP, needs: 'group create', answer: (request) => this.create(request) },
    { methods: ['DELETE'], path: GROUP, needs: 'group delete', answer: (request) => this.remove(request) },
    { methods: ['GET'], path: `${GROUP}/members`, needs: 'group info', answer: (request) => this.members(request) },
    {
      methods: ['PUT', 'DELETE'],
      path: `${GROUP}/members/{user}`,
      needs: 'group add',
      answer: (request) => this.setMember(request),
    },
    { methods: ['GET'], path: `${GROUP}/roles`, needs: 'group info', answer: (request) => this.rolesOf(request) },
    {
      methods: ['PUT', 'DELETE'],
      path: `${GROUP}/roles/{role}`,
      needs: 'group add',
      answer: (request) => this.setRole(request),
    },
  ];

  constructor(
    private readonly groups: GroupsService,
    private readonly users: UsersService,
    private readonly roles: RolesService,
    private readonly escalation: NoEscalation,
  ) {}

  private async list(): Promise<GortAnswer> {
    return found((await this.groups.list()).map((name) => ({ name })));
  }

  private async show({ parameters: { group = '' } }: GortRequest): Promise<GortAnswer> {
    const { name, roles } = await this.groups.show(group);
    const users = await this.users.list(group);
    const shownRoles = await Promise.all(roles.map((role) => this.roles.show(role)));
    return found({
      name,
      ...(shownRoles.length === 0 ? {} : { roles: shownRoles.map(presentRole) }),
      ...(users.length === 0 ? {} : { users: users.map(presentUser) }),
    });
  }

  /** Succeeds when the group already exists. */
  private async create({ parameters: { group = '' }, actor }: GortRequest): Promise<GortAnswer> {
    try {
      await this.groups.create(group, actor);
    } catch (error) {
      if (!(error instanceof RejectedError) || error.code !== 'ACCOUNT_EXISTS') throw error;
    }
    return DONE;
  }

  private async remove({ parameters: { group = '' }, actor }: GortRequest): Promise<GortAnswer> {
    await this.escalation.assertMayChangeGroup(actor.name, group);
    await this.groups.remove(group, actor);
    return DONE;
  }

  private async members({ parameters: { group = '' } }: GortRequest): Promise<GortAnswer> {
    await this.groups.require(group);
    return found((await this.users.list(group)).map(presentUser));
  }

  private async setMember({ method, parameters, actor }: GortRequest): Promise<GortAnswer> {
    const { group = '', user = '' } = parameters;
    await this.escalation.assertMayChangeGroup(actor.name, group);
    if (method === 'DELETE') await this.groups.removeMember(group, user, actor);
    else await this.groups.addMember(group, user, actor);
    return DONE;
  }

  private async rolesOf({ parameters: { group = '' } }: GortRequest): Promise<GortAnswer> {
    const { roles } = await this.groups.show(group);
    return found((await Promise.all(roles.map((role) => this.roles.show(role)))).map(presentRole));
  }

  private async setRole({ method, parameters, actor }: GortRequest): Promise<GortAnswer> {
    const { group = '', role = '' } = parameters;
    await this.escalation.assertMayChangeRole(actor.name, role);
    if (method === 'DELETE') await this.groups.removeRole(group, role, actor);
    else await this.groups.addRole(group, role, actor);
    return DONE;
  }
}

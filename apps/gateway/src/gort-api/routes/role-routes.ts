import { Injectable } from '@nestjs/common';
import { RejectedError, type RoleView } from '@packyard/contracts';
import { RolesService } from '../../access/accounts/roles.service';
import { DONE, found, type GortAnswer, GortError } from '../router/gort-answer';
import type { GortRequest } from '../router/gort-request';
import type { GortRoute } from '../router/gort-routes';
import { NoEscalation } from '../access/assert-no-escalation';

const ROLE = '/v2/roles/{role}';
const GRANT = `${ROLE}/bundles/{bundle}/permissions/{permission}`;

/** Gort's routes for roles and their grants. */
@Injectable()
export class RoleRoutes {
  readonly routes: readonly GortRoute[] = [
    { methods: ['GET'], path: '/v2/roles', needs: 'role list', answer: () => this.list() },
    { methods: ['GET'], path: ROLE, needs: 'role info', answer: (request) => this.show(request) },
    { methods: ['PUT'], path: ROLE, needs: 'role create', answer: (request) => this.create(request) },
    { methods: ['DELETE'], path: ROLE, needs: 'role delete', answer: (request) => this.remove(request) },
    {
      methods: ['GET'],
      path: `${ROLE}/permissions`,
      needs: 'role info',
      answer: (request) => this.permissions(request),
    },
    { methods: ['PUT'], path: GRANT, needs: 'role grant-permission', answer: (request) => this.grant(request) },
    { methods: ['DELETE'], path: GRANT, needs: 'role revoke-permission', answer: (request) => this.revoke(request) },
  ];

  constructor(
    private readonly roles: RolesService,
    private readonly escalation: NoEscalation,
  ) {}

  private async list(): Promise<GortAnswer> {
    const names = await this.roles.list();
    return found((await Promise.all(names.map((name) => this.roles.show(name)))).map(presentRole));
  }

  private async show({ parameters: { role = '' } }: GortRequest): Promise<GortAnswer> {
    return found(presentRole(await this.roles.show(role)));
  }

  private async create({ parameters: { role = '' }, actor }: GortRequest): Promise<GortAnswer> {
    try {
      await this.roles.create(role, actor);
    } catch (error) {
      if (!(error instanceof RejectedError) || error.code !== 'ACCOUNT_EXISTS') throw error;
      throw new GortError(409, 'role already exists');
    }
    return DONE;
  }

  private async remove({ parameters: { role = '' }, actor }: GortRequest): Promise<GortAnswer> {
    await this.escalation.assertMayChangeRole(actor.name, role);
    await this.roles.remove(role, actor);
    return DONE;
  }

  private async permissions({ parameters: { role = '' } }: GortRequest): Promise<GortAnswer> {
    return found(grantsOf(await this.roles.show(role)));
  }

  private async grant({ parameters, actor }: GortRequest): Promise<GortAnswer> {
    const { role = '', bundle = '', permission = '' } = parameters;
    await this.escalation.assertMayGrant(actor.name, { bundle, permission });
    await this.roles.grant(role, { bundle, permission }, actor);
    return DONE;
  }

  private async revoke({ parameters, actor }: GortRequest): Promise<GortAnswer> {
    const { role = '', bundle = '', permission = '' } = parameters;
    await this.escalation.assertMayGrant(actor.name, { bundle, permission });
    await this.roles.revoke(role, { bundle, permission }, actor);
    return DONE;
  }
}

export function presentRole(role: RoleView): object {
  const grants = grantsOf(role);
  return {
    Name: role.name,
    Permissions: grants.length === 0 ? null : grants,
    Groups: role.groups.length === 0 ? null : role.groups.map((name) => ({ name })),
  };
}

function grantsOf({ permissions }: RoleView): object[] {
  return permissions.map(({ bundle, permission }) => ({ BundleName: bundle, Permission: permission }));
}

import { Injectable } from '@nestjs/common';
import { UsersService } from '../../access/accounts/users.service';
import { DONE, found, type GortAnswer, GortError } from '../router/gort-answer';
import type { GortRequest } from '../router/gort-request';
import type { GortRoute } from '../router/gort-routes';
import { changesPasswordOnly, isWholeWithoutMappings, presentUser, userFieldsIn } from './gort-user';
import { NoEscalation } from '../access/assert-no-escalation';

const USER = '/v2/users/{user}';

/** Gort's routes for users. */
@Injectable()
export class UserRoutes {
  readonly routes: readonly GortRoute[] = [
    { methods: ['GET'], path: '/v2/users', needs: 'user info', answer: () => this.list() },
    { methods: ['GET'], path: USER, needs: 'user info', answer: (request) => this.show(request) },
    {
      methods: ['PUT'],
      path: USER,
      needs: 'user update',
      isOwnAffair: (request) => this.isOwnPassword(request),
      answer: (request) => this.put(request),
    },
    { methods: ['DELETE'], path: USER, needs: 'user delete', answer: (request) => this.remove(request) },
    { methods: ['GET'], path: `${USER}/groups`, needs: 'user info', answer: (request) => this.groups(request) },
    {
      methods: ['GET'],
      path: `${USER}/permissions`,
      needs: 'user info',
      answer: (request) => this.permissions(request),
    },
    { methods: ['PUT', 'DELETE'], path: `${USER}/groups/{group}`, needs: 'user update', answer: notImplemented },
  ];

  constructor(
    private readonly users: UsersService,
    private readonly escalation: NoEscalation,
  ) {}

  private async list(): Promise<GortAnswer> {
    return found((await this.users.list()).map(presentUser));
  }

  private async show({ parameters: { user = '' } }: GortRequest): Promise<GortAnswer> {
    return found(presentUser(await this.users.show(user)));
  }

  private async put({ parameters: { user: name = '' }, body, actor }: GortRequest): Promise<GortAnswer> {
    await this.escalation.assertMayChangeUser(actor.name, name);
    const fields = userFieldsIn(body());
    const known = await this.users.find(name);
    const isUnmapped = known !== undefined && isWholeWithoutMappings(fields, known);
    await this.users.put(name, isUnmapped ? { ...fields, mappings: {} } : fields, actor);
    return DONE;
  }

  /** The token is proof of the former password: it was given for that, seconds ago. */
  private async isOwnPassword({ parameters: { user: name = '' }, body, actor }: GortRequest): Promise<boolean> {
    if (name !== actor.name) return false;
    const known = await this.users.find(name);
    return known !== undefined && changesPasswordOnly(userFieldsIn(body()), known);
  }

  private async remove({ parameters: { user: name = '' }, actor }: GortRequest): Promise<GortAnswer> {
    await this.escalation.assertMayChangeUser(actor.name, name);
    await this.users.remove(name, actor);
    return DONE;
  }

  private async groups({ parameters: { user = '' } }: GortRequest): Promise<GortAnswer> {
    return found((await this.users.show(user)).groups.map((name) => ({ name })));
  }

  private async permissions({ parameters: { user = '' } }: GortRequest): Promise<GortAnswer> {
    return found((await this.users.permissions(user)).map(presentPermission));
  }
}

function presentPermission(text: string): object {
  const [BundleName, Permission] = text.split(':');
  return { BundleName, Permission };
}

export function notImplemented(): Promise<GortAnswer> {
  return Promise.reject(new GortError(501, 'method not implemented'));
}

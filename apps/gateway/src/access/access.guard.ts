import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { limitsChanges, type TokenScope } from '@packyard/contracts';
import type { FastifyRequest } from 'fastify';
import { isPrivate } from '../http/tls/is-private';
import { type Asked, Authenticator, type Caller, isBasic, TokenUnknown } from './authenticator';
import { HEEDS_LIMITS, SHOWS_WORK_OF_OTHERS } from './limited-tokens';
import { REQUIRED_SCOPE } from './requires-scope.decorator';

export interface AuthorizedRequest extends FastifyRequest {
  caller: Caller;
  /**
   * Looks at the token once more, as the guard did: for who acts, or answers, long after the request began. That the access
   * token of a session has expired meanwhile does no harm, as long as the session has not ended.
   * @throws RejectedError UNAUTHENTICATED or FORBIDDEN
   */
  authorizeAgain: () => Promise<Caller>;
}

type Targets = Parameters<Reflector['getAllAndOverride']>[1];

const READING = ['GET', 'HEAD'];
// What changes something although it is a GET.
const CHANGING_BY_GET = ['/auth/logout'];

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const needed =
      this.reflector.getAllAndOverride<TokenScope | 'nobody' | undefined>(REQUIRED_SCOPE, targets) ?? 'admin';
    if (needed === 'nobody') return true;
    const request = context.switchToHttp().getRequest<AuthorizedRequest>();
    const asked = askedBy(request, needed);
    request.authorizeAgain = () => this.authorize(request, { ...asked, isUnderWay: true }, targets);
    await this.authorize(request, asked, targets);
    return true;
  }

  private async authorize(request: AuthorizedRequest, asked: Asked, targets: Targets): Promise<Caller> {
    request.caller = await this.authenticator.authenticate(usable(request), asked).catch((error: unknown) => {
      request.isTokenUnknown = error instanceof TokenUnknown;
      throw error;
    });
    request.principal = request.caller.actor;
    request.beginTrace?.();
    if (this.isOutsideOfLimits(request.caller, asked.needed, targets))
      throw this.authenticator.limited(request.caller, asked);
    return request.caller;
  }

  /** A route that says nothing about limits is closed to those who have some, unless it only looks. */
  private isOutsideOfLimits({ limits }: Caller, needed: TokenScope, targets: Targets): boolean {
    const is = (key: string) => this.reflector.getAllAndOverride<boolean | undefined>(key, targets) === true;
    if (limits === null || is(HEEDS_LIMITS)) return false;
    return (needed !== 'read' && limitsChanges(limits)) || (is(SHOWS_WORK_OF_OTHERS) && limits.own_executions === true);
  }
}

export function askedBy(request: FastifyRequest, needed: TokenScope): Asked {
  return { needed, address: request.ip, route: routeOf(request), isPrivate: isPrivate(request) };
}

/** As it was declared: what stands in the place of its parameters is nobody's choice. */
export function routeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? ''}`;
}

/**
 * Browsers send remembered Basic credentials also with cross-site requests, so Basic authentication allows reading only.
 */
function usable({ method, headers, routeOptions }: FastifyRequest): string | undefined {
  const isByBrowser = isBasic(headers.authorization);
  const isReading = READING.includes(method) && !CHANGING_BY_GET.includes(routeOptions.url ?? '');
  return isByBrowser && !isReading ? undefined : headers.authorization;
}

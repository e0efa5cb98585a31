import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { TokenScope } from '@packyard/contracts';
import type { FastifyRequest } from 'fastify';
import { Authenticator, type Caller } from './authenticator';
import { NEEDED_SCOPE } from './needs.decorator';

export interface AuthorizedRequest extends FastifyRequest {
  caller: Caller;
}

const READING = ['GET', 'HEAD'];

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const needed =
      this.reflector.getAllAndOverride<TokenScope | 'nobody' | undefined>(NEEDED_SCOPE, targets) ?? 'admin';
    if (needed === 'nobody') return true;
    const request = context.switchToHttp().getRequest<AuthorizedRequest>();
    const route = routeOf(request);
    request.caller = await this.authenticator.authenticate(usable(request), { needed, address: request.ip, route });
    request.isAuthenticated = true;
    return true;
  }
}

/** As it was declared: what stands in the place of its parameters is nobody's choice. */
export function routeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? ''}`;
}

/**
 * Browsers send remembered Basic credentials also with cross-site requests, so Basic authentication allows reading only.
 */
function usable({ method, headers }: FastifyRequest): string | undefined {
  const isByBrowser = /^basic\s/i.test(headers.authorization ?? '');
  return isByBrowser && !READING.includes(method) ? undefined : headers.authorization;
}

import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { PackyardError } from '@packyard/contracts';
import type { FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { type LoginAttempt, LoginAttempts } from './login-attempts';

/** For routes where secrets could be guessed. */
@Injectable()
export class ThrottleLoginsInterceptor implements NestInterceptor {
  constructor(private readonly attempts: LoginAttempts) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const attempt = attemptIn(context.switchToHttp().getRequest<FastifyRequest>());
    this.attempts.begin(attempt);
    return next.handle().pipe(
      tap({
        complete: () => this.attempts.succeed(attempt),
        error: (error: unknown) => {
          if (!(error instanceof PackyardError) || error.code !== 'UNAUTHENTICATED') this.attempts.forgive(attempt);
        },
      }),
    );
  }
}

/** A token that comes without a name is known by its hash. */
function attemptIn({ ip: address, body }: FastifyRequest): LoginAttempt {
  const { login, token } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof login === 'string') return { address, account: `token ${login.slice(0, 255)}` };
  const hash = createHash('sha256').update(typeof token === 'string' ? token : '');
  return { address, account: `token ${hash.digest('base64url')}` };
}

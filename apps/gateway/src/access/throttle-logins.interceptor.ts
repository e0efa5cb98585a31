import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { PackyardError } from '@packyard/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, defer, type Observable, tap } from 'rxjs';
import { LoginAttempts } from './login-attempts';

/** For the routes where secrets can be tried out. */
@Injectable()
export class ThrottleLoginsInterceptor implements NestInterceptor {
  constructor(private readonly attempts: LoginAttempts) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { ip } = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const checked = defer(() => {
      this.attempts.begin(ip);
      return next.handle().pipe(
        tap({
          complete: () => this.attempts.forgive(ip),
          error: (error: unknown) => {
            if (codeOf(error) !== 'UNAUTHENTICATED') this.attempts.forgive(ip);
          },
        }),
      );
    });
    return checked.pipe(
      catchError((error: unknown) => {
        if (codeOf(error) === 'RATE_LIMITED') void reply.header('retry-after', String(this.attempts.secondsLeft));
        throw error;
      }),
    );
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof PackyardError ? error.code : undefined;
}

import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { PackyardError } from '@packyard/contracts';
import type { FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { LoginAttempts } from './login-attempts';

/** For routes where secrets could be guessed. */
@Injectable()
export class ThrottleLoginsInterceptor implements NestInterceptor {
  constructor(private readonly attempts: LoginAttempts) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { ip } = context.switchToHttp().getRequest<FastifyRequest>();
    this.attempts.begin(ip);
    return next.handle().pipe(
      tap({
        complete: () => this.attempts.forgive(ip),
        error: (error: unknown) => {
          if (!(error instanceof PackyardError) || error.code !== 'UNAUTHENTICATED') this.attempts.forgive(ip);
        },
      }),
    );
  }
}

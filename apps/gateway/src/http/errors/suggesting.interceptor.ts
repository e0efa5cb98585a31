import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ACTIONS, RejectedError, didYouMean } from '@packyard/contracts';
import { NameSuggestionRepository } from '@packyard/schema';
import { catchError, from, mergeMap, type Observable, throwError } from 'rxjs';

/** Says which name may have been meant where one was not found. */
@Injectable()
export class SuggestingInterceptor implements NestInterceptor {
  constructor(private readonly names: NameSuggestionRepository) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(
        catchError((error: unknown) => from(this.suggesting(error)).pipe(mergeMap((told) => throwError(() => told)))),
      );
  }

  private async suggesting(error: unknown): Promise<unknown> {
    if (!(error instanceof RejectedError) || error.unknown === undefined) return error;
    const { kind, name } = error.unknown;
    const known = [...(kind === 'action' ? ACTIONS : []), ...(await this.names.list(kind))];
    const hint = didYouMean(name, known, error.hint ?? '').trim();
    return new RejectedError(error.code, error.message, { hint, cause: error });
  }
}

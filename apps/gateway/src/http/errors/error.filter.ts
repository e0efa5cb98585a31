import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { type ErrorBody, type ErrorCode, PackyardError, reportError, UnavailableError } from '@packyard/contracts';
import { translateDatabaseTrouble } from '@packyard/schema';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isGortAddress } from '../json-body';
import { shownPath } from '../shown-path';
import { challenge } from './authentication-challenge';
import { ParametersInvalid } from './parameters-invalid';
import { RateLimited } from '../rate-limit/rate-limited';
import { statusOfError } from './status-of';

interface Answer {
  status: number;
  body: ErrorBody;
}

/** Maps anything thrown to an answer with code, message and hint, and without internal detail. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = translateDatabaseTrouble(thrown);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const { status, body } = this.answer(error, request);
    if (isGortAddress(request.url)) {
      void reply.status(status).type('text/plain; charset=utf-8').send(`${body.message}\n`);
      return;
    }
    if (status === 401) challenge(request, reply);
    if (error instanceof RateLimited) void reply.header('retry-after', String(error.retryAfterSeconds));
    if (error instanceof UnavailableError) void reply.header('retry-after', '5');
    void reply.status(status).send(body);
  }

  private answer(error: unknown, request: FastifyRequest): Answer {
    if (error instanceof PackyardError) {
      const { code, message, hint } = reportError(error);
      const details = error instanceof ParametersInvalid ? { details: [...error.problems] } : {};
      return { status: statusOfError(error), body: { ...bodyOf(code, message, hint), ...details } };
    }
    const status = statusOf(error);
    if (status !== undefined && status < 500) {
      const message =
        status === 404 ? `There is nothing at ${request.method} ${shownPath(request.url)}.` : messageOf(error);
      return { status, body: bodyOf(status === 404 ? 'ROUTE_NOT_FOUND' : 'PARAMETERS_INVALID', message, 'See /docs.') };
    }
    this.logger.error(
      `${request.method} ${shownPath(request.url)}`,
      error instanceof Error ? error.stack : String(error),
    );
    const { code, message, hint } = reportError(error);
    return { status: 500, body: bodyOf(code, message, hint) };
  }
}

/** Attune's clients read `error`; ours read `message` and `hint`. */
function bodyOf(code: ErrorCode, message: string, hint: string | undefined): ErrorBody {
  return { error: message, code, message, ...(hint === undefined ? {} : { hint }) };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "The request can't be understood.";
}

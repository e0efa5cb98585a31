import { All, Controller, Logger, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor, Principal } from '@packyard/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditAggregator } from '../access/audit-aggregator';
import { RequiresScope } from '../access/requires-scope.decorator';
import { TakesAnyQuery } from '../http/query-parameter-check';
import { shownPath } from '../http/shown-path';
import { BundleRoutes } from './routes/bundle-routes';
import { type GortAnswer, GortError } from './router/gort-answer';
import { ConfigRoutes } from './routes/config-routes';
import { GortGuard } from './access/gort-guard';
import { readRequest } from './router/gort-request';
import { GortRoutes } from './router/gort-routes';
import { GortTokens } from './access/gort-tokens';
import { GroupRoutes } from './routes/group-routes';
import { RoleRoutes } from './routes/role-routes';
import { SystemRoutes } from './routes/system-routes';
import { translateError } from './router/translate-error';
import { UserRoutes } from './routes/user-routes';

const NOBODY: Principal = { kind: 'unknown', id: null, name: 'nobody' };
const REFUSED = [401, 403];

/** The API of Gort's controller, as its client expects it: errors are plain text, success is always 200. */
@ApiExcludeController()
@Controller('v2')
@TakesAnyQuery()
@RequiresScope('nobody')
export class GortController {
  private readonly logger = new Logger(GortController.name);
  private readonly routes: GortRoutes;

  constructor(
    private readonly tokens: GortTokens,
    private readonly guard: GortGuard,
    private readonly auditAggregator: AuditAggregator,
    system: SystemRoutes,
    bundles: BundleRoutes,
    users: UserRoutes,
    groups: GroupRoutes,
    roles: RoleRoutes,
    configs: ConfigRoutes,
  ) {
    const all = [system, bundles, users, groups, roles, configs].flatMap(({ routes }) => routes);
    this.routes = new GortRoutes(all);
  }

  @All(['', '*'])
  async answer(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = request.url.replace(/[?#].*/s, '');
    try {
      send(reply, await this.carryOut(request, path));
    } catch (error) {
      const known = translateError(error) ?? this.unexpected(request, error);
      sendError(reply, known);
    }
  }

  private async carryOut(request: FastifyRequest, path: string): Promise<GortAnswer> {
    const found = this.routes.find(request.method, path);
    if (found === 404) throw new GortError(404, '404 page not found');
    if (found === 405) return { status: 405 };
    const { route, parameters } = found;
    const read = readRequest(request);
    const asked = { address: request.ip, route: `${request.method} ${route.path}` };
    if (route.needs === undefined) {
      const answer = () => route.answer({ ...read, parameters, actor: NOBODY });
      return route.isAudited === true ? this.noting(asked, NOBODY, answer) : answer();
    }
    const account = await this.noting(asked, NOBODY, () => this.tokens.accountOf(read.token));
    request.beginTrace?.();
    const actor: Actor = { kind: 'user', id: account.id, name: account.name, address: request.ip };
    return this.noting(asked, actor, async () => {
      const asking = { ...read, parameters, actor };
      if ((await route.isOwnAffair?.(asking)) !== true) await this.guard.assertMay(actor.name, route.needs ?? '');
      return route.answer(asking);
    });
  }

  /** Refusals go to the audit. */
  private async noting<Answer>(
    { address, route }: { address: string; route: string },
    actor: Principal,
    act: () => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof GortError && REFUSED.includes(error.status)) {
        const [reason = ''] = error.message.split('\n');
        this.auditAggregator.note({ action: 'access.deny', actor, address, subject: route, reason });
      }
      throw error;
    }
  }

  private unexpected({ method, url }: FastifyRequest, error: unknown): GortError {
    this.logger.error(`${method} ${shownPath(url)}`, error instanceof Error ? error.stack : String(error));
    return new GortError(500, 'internal server error; check the server logs for details');
  }
}

function send(reply: FastifyReply, { status, body }: GortAnswer): void {
  void reply.status(status).header('cache-control', 'no-store').type('text/plain; charset=utf-8');
  void reply.send(body === undefined ? '' : `${JSON.stringify(body)}\n`);
}

function sendError(reply: FastifyReply, { status, message }: GortError): void {
  void reply.status(status).header('x-content-type-options', 'nosniff').type('text/plain; charset=utf-8');
  void reply.send(`${message}\n`);
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BootstrapPolicy } from '../bootstrap/bootstrap-policy';
import { BootstrapService } from '../bootstrap/bootstrap.service';
import { DONE, found, type GortAnswer, GortError } from '../router/gort-answer';
import { type GortRequest, textIn } from '../router/gort-request';
import type { GortRoute } from '../router/gort-routes';
import { GortTokens } from '../access/gort-tokens';
import { userFieldsIn } from './gort-user';
import { notImplemented } from './user-routes';

/** Authentication, bootstrapping, health, and the features that this server does not have. */
@Injectable()
export class SystemRoutes {
  readonly routes: readonly GortRoute[] = [
    {
      methods: ['POST'],
      path: '/v2/bootstrap',
      needs: undefined,
      isAudited: true,
      answer: (request) => this.bootstrap(request),
    },
    { methods: ['POST'], path: '/v2/authenticate', needs: undefined, answer: (request) => this.authenticate(request) },
    { methods: ['GET'], path: '/v2/healthz', needs: undefined, answer: () => this.health() },
    // Nothing to reload: the configuration comes from the process's environment.
    { methods: ['GET'], path: '/v2/reload', needs: 'config', answer: () => Promise.resolve(DONE) },
    // Nothing is ever scheduled here; the list is one, though an empty one.
    { methods: ['GET'], path: '/v2/schedules', needs: 'help', answer: () => Promise.resolve(found([])) },
    { methods: ['PUT'], path: '/v2/schedules', needs: 'help', answer: notImplemented },
    { methods: ['DELETE'], path: '/v2/schedules/{id}', needs: 'help', answer: notImplemented },
  ];

  constructor(
    private readonly bootstraps: BootstrapService,
    private readonly tokens: GortTokens,
    private readonly policy: BootstrapPolicy,
    private readonly dataSource: DataSource,
  ) {}

  private async bootstrap(request: GortRequest): Promise<GortAnswer> {
    await this.policy.assertMay(request);
    return found(await this.bootstraps.run(userFieldsIn(request.body()), request.address));
  }

  private async health(): Promise<GortAnswer> {
    const healthy = await this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return { status: healthy ? 200 : 503, body: { healthy } };
  }

  private async authenticate({ address, body }: GortRequest): Promise<GortAnswer> {
    const fields = body();
    const name = textIn(fields, 'username');
    if (name === undefined) throw new GortError(400, 'No such user');
    return found(await this.tokens.authenticate(name, textIn(fields, 'password') ?? '', address));
  }
}

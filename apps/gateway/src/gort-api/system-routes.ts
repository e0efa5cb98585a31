import { Injectable } from '@nestjs/common';
import { BootstrapService, assertMayBootstrap } from './bootstrap.service';
import { DONE, found, type GortAnswer, GortError } from './gort-answer';
import { type GortRequest, textIn } from './gort-request';
import type { GortRoute } from './gort-routes';
import { GortTokens } from './gort-tokens';
import { notImplemented } from './user-routes';

export class BootstrapPolicy {
  constructor(readonly isOpen: boolean) {}
}

const CONFIG_PATHS = ['/{bundle}', '/{bundle}/{layer}', '/{bundle}/{layer}/{owner}', '/{bundle}/{layer}/{owner}/{key}'];

/** What comes before anybody can do anything, and what this server does not have. */
@Injectable()
export class SystemRoutes {
  readonly routes: readonly GortRoute[] = [
    { methods: ['POST'], path: '/v2/bootstrap', needs: undefined, answer: (request) => this.bootstrap(request) },
    { methods: ['POST'], path: '/v2/authenticate', needs: undefined, answer: (request) => this.authenticate(request) },
    {
      methods: ['GET'],
      path: '/v2/healthz',
      needs: undefined,
      answer: () => Promise.resolve(found({ healthy: true })),
    },
    // There is nothing to read again: the configuration comes with the environment of the process.
    { methods: ['GET'], path: '/v2/reload', needs: 'config', answer: () => Promise.resolve(DONE) },
    ...CONFIG_PATHS.map((path): GortRoute => ({
      methods: ['GET', 'PUT', 'DELETE'],
      path: `/v2/configs${path}`,
      needs: 'config',
      answer: notImplemented,
    })),
    { methods: ['GET', 'PUT'], path: '/v2/schedules', needs: 'help', answer: notImplemented },
    { methods: ['DELETE'], path: '/v2/schedules/{id}', needs: 'help', answer: notImplemented },
  ];

  constructor(
    private readonly bootstraps: BootstrapService,
    private readonly tokens: GortTokens,
    private readonly policy: BootstrapPolicy,
  ) {}

  private async bootstrap({ address, body }: GortRequest): Promise<GortAnswer> {
    assertMayBootstrap(address, this.policy.isOpen);
    const fields = body();
    const [email, fullname, password] = ['email', 'fullname', 'password'].map((key) => textIn(fields, key));
    return found(
      await this.bootstraps.run({
        ...(email === undefined ? {} : { email }),
        ...(fullname === undefined ? {} : { fullname }),
        ...(password === undefined ? {} : { password }),
      }),
    );
  }

  private async authenticate({ address, body }: GortRequest): Promise<GortAnswer> {
    const fields = body();
    const name = textIn(fields, 'username');
    if (name === undefined) throw new GortError(400, 'No such user');
    return found(await this.tokens.authenticate(name, textIn(fields, 'password') ?? '', address));
  }
}

import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GortTokens } from '../gort-api/access/gort-tokens';
import { sessionTokenOf } from '../gort-api/router/gort-request';
import { askedBy } from './access.guard';
import { Authenticator } from './authenticator';

/** Whose token is one of ours and may change something: asked before the route is known to need one. */
@Injectable()
export class KnownCallers {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly gortTokens: GortTokens,
  ) {}

  /** @throws RejectedError UNAUTHENTICATED with that sentence, which the audit tells as well */
  async assertKnown(request: FastifyRequest, otherwise: string): Promise<void> {
    const session = sessionTokenOf(request);
    if (session !== undefined && (await this.gortTokens.isUsable(session))) return;
    if (await this.authenticator.isStillUsable(request.headers.authorization, { needed: 'agent' })) return;
    throw this.authenticator.unauthenticated(otherwise, askedBy(request, 'install'));
  }
}

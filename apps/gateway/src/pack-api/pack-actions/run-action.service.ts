import { Injectable } from '@nestjs/common';
import {
  ACTION_CATALOG,
  type Action,
  DOCUMENTED_DEFAULTS,
  type ParsedSource,
  type TokenLimits,
} from '@packyard/contracts';
import type { ExecutionEntity } from '@packyard/schema';
import type { AuthorizedRequest } from '../../access/access.guard';
import { whileConnected } from '../../http/abort-on-close';
import { OpenWaitLimiter } from '../events/open-wait-limiter';
import { ExecutionWaiter } from '../executions/execution-waiter';
import { SubmitService } from '../executions/submit.service';

export interface ActionRequest {
  action: Action;
  body: Record<string, unknown>;
  /** In place of those that the body names: what came with the request. */
  sources?: ParsedSource[];
  request: AuthorizedRequest;
  /** What it needs is there for as long as the client waits, and so is waited for after the client has gone. */
  outlivesClient?: boolean;
  /** Of the token that the request came with, where the route heeds them. */
  limits?: TokenLimits | null;
  idempotencyKey?: string | undefined;
}

/**
 * Submits an execution like any other, waits for its end and returns its output. Requests that wait are counted, and answered
 * only when their token still opens the route then.
 */
@Injectable()
export class RunActionService {
  constructor(
    private readonly submissions: SubmitService,
    private readonly waiter: ExecutionWaiter,
    private readonly limiter: OpenWaitLimiter,
  ) {}

  /** @throws RateLimited; RejectedError UNAUTHENTICATED or FORBIDDEN, and what a submission is refused for */
  async run({ action, body, request, outlivesClient, ...asked }: ActionRequest): Promise<ExecutionEntity> {
    const requestedBy = request.caller.actor;
    const release = this.limiter.acquire(requestedBy);
    try {
      const { host } = request.headers;
      const parameters = parametersOf(action, body);
      const { id } = await this.submissions.submit({ action, parameters, requestedBy, host, ...asked });
      const ended = await (outlivesClient === true
        ? this.waiter.waitFor(id)
        : whileConnected(request, (gone) => this.waiter.waitFor(id, gone)));
      await request.authorizeAgain();
      return ended;
    } finally {
      release();
    }
  }
}

/**
 * Attune's scripts always send every parameter, and Attune ignores unknown ones. So a value equal to the documented default
 * counts as not given, which leaves the choice to the pack and the service.
 */
function parametersOf(action: Action, body: Record<string, unknown>): Record<string, unknown> {
  const known = Object.keys(ACTION_CATALOG[action].parameters.shape);
  const defaults: Readonly<Record<string, string>> = DOCUMENTED_DEFAULTS;
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => {
      if (!known.includes(name) || value === undefined || value === null || value === '') return false;
      return name === 'registry_url' || value !== defaults[name];
    }),
  );
}

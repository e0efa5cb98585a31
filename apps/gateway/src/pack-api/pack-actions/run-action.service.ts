import { Injectable } from '@nestjs/common';
import {
  ACTION_CATALOG,
  type Action,
  type Actor,
  DOCUMENTED_DEFAULTS,
  type ParsedSource,
  type TokenLimits,
} from '@packyard/contracts';
import type { ExecutionEntity } from '@packyard/schema';
import { ExecutionWaiter } from '../executions/execution-waiter';
import { SubmitService } from '../executions/submit.service';

export interface DirectRequest {
  action: Action;
  body: Record<string, unknown>;
  /** In place of those that the body names: what came with the request. */
  sources?: ParsedSource[];
  requestedBy: Actor;
  /** Of the token that the request came with, where the route heeds them. */
  limits?: TokenLimits | null;
  idempotencyKey?: string | undefined;
  host?: string | undefined;
}

/** Submits an execution like any other, waits for its end and returns its output. */
@Injectable()
export class RunActionService {
  constructor(
    private readonly submissions: SubmitService,
    private readonly ends: ExecutionWaiter,
  ) {}

  async run({ action, body, ...request }: DirectRequest): Promise<ExecutionEntity> {
    const { id } = await this.submissions.submit({ action, parameters: parametersOf(action, body), ...request });
    return this.ends.of(id);
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

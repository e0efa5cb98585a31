import { Injectable } from '@nestjs/common';
import { ACTION_CATALOG, type Action, DOCUMENTED_DEFAULTS } from '@packyard/contracts';
import type { ExecutionEntity } from '@packyard/schema';
import { ExecutionEnd } from '../executions/execution-end';
import { SubmitService } from '../executions/submit.service';

export interface DirectRequest {
  action: Action;
  body: Record<string, unknown>;
  requestedBy: string;
  idempotencyKey?: string | undefined;
  host?: string | undefined;
}

/** Runs an action for a route that answers with its output: the same execution as any other, waited for. */
@Injectable()
export class RunActionService {
  constructor(
    private readonly submissions: SubmitService,
    private readonly ends: ExecutionEnd,
  ) {}

  async run({ action, body, ...request }: DirectRequest): Promise<ExecutionEntity> {
    const { id } = await this.submissions.submit({ action, parameters: parametersOf(action, body), ...request });
    return this.ends.of(id);
  }
}

/**
 * Attune's scripts send every parameter always, with its documented default when nobody chose one, and Attune ignores
 * what it does not know. Here such a default counts as not chosen: that leaves it to the pack and to the service.
 */
function parametersOf(action: Action, body: Record<string, unknown>): Record<string, unknown> {
  const known = Object.keys(ACTION_CATALOG[action].parameters.shape);
  const defaults: Readonly<Record<string, string>> = DOCUMENTED_DEFAULTS;
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => {
      if (!known.includes(name) || value === null || value === '') return false;
      return name === 'registry_url' || value !== defaults[name];
    }),
  );
}

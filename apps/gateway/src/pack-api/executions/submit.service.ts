import { Injectable } from '@nestjs/common';
import {
  accessByHost,
  type Action,
  type Actor,
  describeSource,
  type ExecutionId,
  type ExecutionView,
  firstStageOf,
  includesScope,
  IndexCredentials,
  limitsChanges,
  type ParsedSource,
  RejectedError,
  type TokenLimits,
  type TokenScope,
  describedAsSubmitted,
} from '@packyard/contracts';
import { ReconcileScheduler } from '@packyard/pipeline';
import { ExecutionRepository, type RequestedPack } from '@packyard/schema';
import { HomeLayout, INDEX_CREDENTIALS, SecretVault, SOURCE_SECRET } from '@packyard/store';
import { currentSpan } from '@packyard/tracing';
import { Authenticator } from '../../access/authenticator';
import { assertSourcesWithin } from '../../access/limited-tokens';
import { AuditAggregator } from '../../access/audit-aggregator';
import { type CheckedSubmission, checkSubmission } from './check-submission';
import { presentNew } from './execution-views';

export interface Submission {
  action: string;
  parameters: unknown;
  requestedBy: Actor;
  /** Of the caller; absent counts as `read`. */
  scope?: TokenScope;
  /** Of the token that the request came with. */
  limits?: TokenLimits | null | undefined;
  idempotencyKey?: string | undefined;
  /** In place of those that the parameters name: what an import brought. */
  sources?: ParsedSource[];
  /** The request's Host header. */
  host?: string | undefined;
}

/** Validates and stores a submission, with its secrets sealed. */
@Injectable()
export class SubmitService {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly scheduler: ReconcileScheduler,
    private readonly vault: SecretVault,
    private readonly authenticator: Authenticator,
    private readonly layout: HomeLayout,
    private readonly auditAggregator: AuditAggregator,
  ) {}

  /** Without `created` when the idempotency key was used before; `id` is then the earlier execution's. */
  async submit(submission: Submission): Promise<{ id: ExecutionId; created?: ExecutionView }> {
    const parsed = checkSubmission(submission, this.layout.enabledPacksFolder);
    const checked = { ...parsed, sources: submission.sources ?? parsed.sources };
    this.assertPriority(checked, submission);
    const { requestedBy, limits } = await this.requesterOf(checked, submission);
    this.assertWithinLimits([limits, submission.limits ?? null], checked, requestedBy);
    // A keyed digest, because secrets in the parameters could be guessed from a plain one.
    const requestDigest = this.vault.fingerprint(JSON.stringify([checked.action, checked.parameters]));
    const { idempotencyKey } = submission;
    const execution = {
      action: checked.action,
      parameters: withoutSecrets(checked.parameters, checked.sources),
      requestedBy,
      requestDigest,
      idempotencyKey,
      ...tokenLimitsOf(limits, submission.limits ?? null),
      packs: checked.sources.map((source) => this.seal(source, checked.action)),
    };
    const sealedIndexCredentials = this.sealForIndexes(checked.parameters['index_credentials']);
    const traceParent = currentSpan()?.traceParent;
    const stored = await this.executions.create({ ...execution, traceParent, sealedIndexCredentials });
    if (stored === undefined)
      return { id: await this.idFromIdempotencyKey(requestedBy, { idempotencyKey, requestDigest }) };
    currentSpan()?.set({ 'packyard.execution.id': stored.id });
    // Nobody has to wait for that; what it misses, the sweeper makes up for.
    void this.scheduler.reconcile(stored.id);
    return { id: stored.id, created: presentNew(execution, stored) };
  }

  /** High priority delays everybody else, so only administrators may ask for it. */
  private assertPriority({ parameters }: CheckedSubmission, { requestedBy, scope = 'read' }: Submission): void {
    if (parameters['priority'] !== 'high' || includesScope(scope, 'admin')) return;
    const address = requestedBy.address ?? '';
    const refusal = { needed: 'admin', address, route: 'parameters.priority', instead: 'leave priority out' } as const;
    throw this.authenticator.forbidden(requestedBy, scope, refusal);
  }

  /** A token in the parameters must be allowed to register packs; its owner then counts as the requester. */
  private async requesterOf(
    { parameters }: CheckedSubmission,
    { requestedBy }: Submission,
  ): Promise<{ requestedBy: Actor; limits: TokenLimits | null }> {
    const token = parameters['api_token'];
    if (typeof token !== 'string') return { requestedBy, limits: null };
    const access = { needed: 'install', address: requestedBy.address ?? '', route: 'parameters.api_token' } as const;
    try {
      const { actor, limits } = await this.authenticator.authenticate(`Bearer ${token}`, access);
      return { requestedBy: actor, limits };
    } catch (error) {
      throw error instanceof RejectedError ? aboutParameter(error) : error;
    }
  }

  private assertWithinLimits(all: readonly (TokenLimits | null)[], checked: CheckedSubmission, actor: Actor): void {
    try {
      for (const limits of all) assertSourcesWithin(limits, checked);
    } catch (error) {
      const reason = 'outside of what the token is limited to';
      const { address = '' } = actor;
      this.auditAggregator.note({ action: 'access.deny', actor, address, subject: checked.action, reason });
      throw error;
    }
  }

  private seal({ source, secretUrl }: ParsedSource, action: Action): RequestedPack {
    const sourceText = describeSource(source);
    return {
      sourceText,
      source,
      stage: firstStageOf(action),
      ...(action === 'core.test_packs' ? { ref: sourceText } : {}),
      ...(secretUrl === undefined ? {} : { sealedUrl: this.vault.seal(secretUrl, SOURCE_SECRET) }),
    };
  }

  private sealForIndexes(given: unknown): Buffer | undefined {
    const credentials = IndexCredentials.optional().parse(given) ?? [];
    if (credentials.length === 0) return undefined;
    return this.vault.seal(JSON.stringify(accessByHost(credentials)), INDEX_CREDENTIALS);
  }

  private async idFromIdempotencyKey(
    requestedBy: Actor,
    { idempotencyKey = '', requestDigest }: { idempotencyKey: string | undefined; requestDigest: string },
  ): Promise<ExecutionId> {
    const earlier = await this.executions.findByIdempotencyKey(requestedBy, idempotencyKey);
    if (earlier === null) throw new Error('The execution with the idempotency key has gone');
    if (earlier.requestDigest === requestDigest) return earlier.id;
    throw new RejectedError(
      'IDEMPOTENCY_KEY_REUSED',
      `The idempotency key '${idempotencyKey}' was used for another request, execution ${earlier.id}.`,
      { hint: 'Make a new key for every request, and repeat it only with the very same request.' },
    );
  }
}

/** A token's limits are stored with the execution: they apply to dependencies and redirects found later, too. */
function tokenLimitsOf(...all: readonly (TokenLimits | null)[]): { tokenLimits?: TokenLimits[] } {
  const tokenLimits = all.filter((each) => each !== null).filter(limitsChanges);
  return tokenLimits.length === 0 ? {} : { tokenLimits };
}

/** As parameters are shown, so that they can be sent again: without credentials, since masked ones would be taken for real ones. */
function withoutSecrets(
  { index_credentials: _sealed, ...parameters }: Record<string, unknown>,
  sources: CheckedSubmission['sources'],
): Record<string, unknown> {
  return {
    ...parameters,
    ...('packs' in parameters
      ? { packs: sources.map(({ source }) => describedAsSubmitted(describeSource(source), parameters)) }
      : {}),
    ...('api_token' in parameters ? { api_token: '***' } : {}),
  };
}

/** The token of the request itself was good; it is the other one that is not. */
function aboutParameter({ code, message }: RejectedError): RejectedError {
  return new RejectedError(code, `${message} (the token came from the parameter api_token)`, {
    hint: 'Give a token in api_token that may install packs, or leave it out to act in your own name.',
  });
}

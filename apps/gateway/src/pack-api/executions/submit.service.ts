import { Injectable } from '@nestjs/common';
import { describeSource, type ExecutionId, firstStageOf, RejectedError, withoutRefSpec } from '@packyard/contracts';
import { Dispatcher } from '@packyard/pipeline';
import { ExecutionPackRepository, ExecutionRepository, type Transaction } from '@packyard/schema';
import { HomeLayout, SecretVault, SOURCE_SECRET } from '@packyard/store';
import { Access } from '../../access/access';
import { type CheckedSubmission, checkSubmission } from './check-submission';

export interface Submission {
  action: string;
  parameters: unknown;
  requestedBy: string;
  idempotencyKey?: string | undefined;
  /** The request's Host header. */
  host?: string | undefined;
}

/** Validates and stores a submission, with its secrets sealed. */
@Injectable()
export class SubmitService {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly vault: SecretVault,
    private readonly access: Access,
    private readonly layout: HomeLayout,
  ) {}

  /** Returns the execution, and whether it is new or belongs to an earlier request with the same idempotency key. */
  async submit(submission: Submission): Promise<{ id: ExecutionId; isNew: boolean }> {
    const checked = checkSubmission(submission, this.layout.enabledPacks);
    const requestedBy = await this.requesterOf(checked, submission);
    // A keyed digest, because secrets in the parameters could be guessed from a plain one.
    const requestDigest = this.vault.fingerprint(JSON.stringify([checked.action, checked.parameters]));
    const { idempotencyKey } = submission;
    const id = await this.dispatcher.start((transaction) =>
      this.store(transaction, checked, { requestedBy, requestDigest, idempotencyKey }),
    );
    if (id !== undefined) return { id, isNew: true };
    return { id: await this.earlier(requestedBy, { idempotencyKey, requestDigest }), isNew: false };
  }

  /** A token in the parameters must be allowed to register packs; its owner then counts as the requester. */
  private async requesterOf({ parameters }: CheckedSubmission, { requestedBy }: Submission): Promise<string> {
    const token = parameters['api_token'];
    if (typeof token !== 'string') return requestedBy;
    return (await this.access.authorize(`Bearer ${token}`, 'install')).name;
  }

  private async store(
    transaction: Transaction,
    { action, parameters, sources }: CheckedSubmission,
    by: { requestedBy: string; requestDigest: string; idempotencyKey: string | undefined },
  ): Promise<ExecutionId | undefined> {
    const { idempotencyKey, ...request } = by;
    const id = await this.executions.create(transaction, {
      action,
      parameters: withoutSecrets(parameters, sources),
      ...request,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
    if (id === undefined) return undefined;
    for (const { source, secretUrl } of sources) {
      await this.packs.add(transaction, id, {
        origin: 'request',
        description: describeSource(source),
        source,
        stage: firstStageOf(action),
        ...(action === 'core.test_packs' ? { ref: describeSource(source) } : {}),
        ...(secretUrl === undefined ? {} : { sealedUrl: this.vault.seal(secretUrl, SOURCE_SECRET) }),
      });
    }
    return id;
  }

  private async earlier(
    requestedBy: string,
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

function withoutSecrets(
  parameters: Record<string, unknown>,
  sources: CheckedSubmission['sources'],
): Record<string, unknown> {
  return {
    ...parameters,
    ...('packs' in parameters
      ? { packs: sources.map(({ source }) => withoutRefSpec(describeSource(source), parameters['ref_spec'])) }
      : {}),
    ...('api_token' in parameters ? { api_token: '***' } : {}),
  };
}

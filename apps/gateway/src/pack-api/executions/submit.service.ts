import { Injectable } from '@nestjs/common';
import {
  type Action,
  describeSource,
  type ExecutionId,
  firstStageOf,
  type ParsedSource,
  RejectedError,
  withoutRefSpec,
} from '@packyard/contracts';
import { Reconciler } from '@packyard/pipeline';
import { ExecutionRepository, type RequestedPack } from '@packyard/schema';
import { HomeLayout, SecretVault, SOURCE_SECRET } from '@packyard/store';
import { Access } from '../../access/access';
import { type CheckedSubmission, checkSubmission } from './check-submission';

export interface Submission {
  action: string;
  parameters: unknown;
  requestedBy: string;
  idempotencyKey?: string | undefined;
  /** What the request calls this service, as in its header Host. */
  host?: string | undefined;
}

/** Takes a request in: checks it as a whole, and stores it with nothing secret in the clear. */
@Injectable()
export class SubmitService {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly reconciler: Reconciler,
    private readonly vault: SecretVault,
    private readonly access: Access,
    private readonly layout: HomeLayout,
  ) {}

  /** Answers the execution, and whether this request made it or an earlier one with the same idempotency key. */
  async submit(submission: Submission): Promise<{ id: ExecutionId; isNew: boolean }> {
    const checked = checkSubmission(submission, this.layout.enabledPacks);
    const requestedBy = await this.inWhoseName(checked, submission);
    // With a key, since the parameters hold secrets that nobody should be able to guess from the digest.
    const requestDigest = this.vault.fingerprint(JSON.stringify([checked.action, checked.parameters]));
    const { idempotencyKey } = submission;
    const stored = await this.executions.create({
      action: checked.action,
      parameters: withoutSecrets(checked.parameters, checked.sources),
      requestedBy,
      requestDigest,
      idempotencyKey,
      packs: checked.sources.map((source) => this.seal(source, checked.action)),
    });
    if (stored === undefined) {
      return { id: await this.earlier(requestedBy, { idempotencyKey, requestDigest }), isNew: false };
    }
    // Nobody has to wait for that; what it misses, the sweeper makes up for.
    void this.reconciler.request(stored.id);
    return { id: stored.id, isNew: true };
  }

  /** A token among the parameters has to be one that may register packs, and is whose doing it then is. */
  private async inWhoseName({ parameters }: CheckedSubmission, { requestedBy }: Submission): Promise<string> {
    const token = parameters['api_token'];
    if (typeof token !== 'string') return requestedBy;
    return (await this.access.authorize(`Bearer ${token}`, 'install')).name;
  }

  private seal({ source, secretUrl }: ParsedSource, action: Action): RequestedPack {
    const description = describeSource(source);
    return {
      description,
      source,
      stage: firstStageOf(action),
      ...(action === 'core.test_packs' ? { ref: description } : {}),
      ...(secretUrl === undefined ? {} : { sealedUrl: this.vault.seal(secretUrl, SOURCE_SECRET) }),
    };
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

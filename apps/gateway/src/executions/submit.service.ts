import { Injectable } from '@nestjs/common';
import {
  type Action,
  ACTIONS,
  describeSource,
  type ExecutionId,
  InstallPacksParameters,
  PackyardError,
  type ParsedSource,
  parseSource,
  RejectedError,
} from '@packyard/contracts';
import { Dispatcher } from '@packyard/pipeline';
import {
  ExecutionPackRepository,
  ExecutionRepository,
  SecretVault,
  SOURCE_SECRET,
  type Transaction,
} from '@packyard/schema';
import { ParametersInvalid, parseRequest, type Problem } from '../http/parameters-invalid';

export interface Submission {
  action: string;
  parameters: unknown;
  requestedBy: string;
  idempotencyKey?: string | undefined;
}

interface Checked {
  action: Action;
  parameters: InstallPacksParameters;
  sources: ParsedSource[];
}

/** Takes a request in: checks it as a whole, and stores it with nothing secret in the clear. */
@Injectable()
export class SubmitService {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly vault: SecretVault,
  ) {}

  /** Answers the execution, and whether this request made it or an earlier one with the same idempotency key. */
  async submit(submission: Submission): Promise<{ id: ExecutionId; isNew: boolean }> {
    const checked = check(submission);
    // With a key, since the parameters hold secrets that nobody should be able to guess from the digest.
    const requestDigest = this.vault.fingerprint(JSON.stringify([checked.action, checked.parameters]));
    const id = await this.dispatcher.start((transaction) =>
      this.store(transaction, checked, { submission, requestDigest }),
    );
    if (id !== undefined) return { id, isNew: true };
    return { id: await this.earlier(submission, requestDigest), isNew: false };
  }

  private async store(
    transaction: Transaction,
    { action, parameters, sources }: Checked,
    { submission, requestDigest }: { submission: Submission; requestDigest: string },
  ): Promise<ExecutionId | undefined> {
    const id = await this.executions.create(transaction, {
      action,
      parameters: { ...parameters, packs: sources.map(({ source }) => describeSource(source)) },
      requestedBy: submission.requestedBy,
      requestDigest,
      ...(submission.idempotencyKey === undefined ? {} : { idempotencyKey: submission.idempotencyKey }),
    });
    if (id === undefined) return undefined;
    for (const { source, secretUrl } of sources) {
      await this.packs.add(transaction, id, {
        origin: 'request',
        description: describeSource(source),
        source,
        ...(secretUrl === undefined ? {} : { sealedUrl: this.vault.seal(secretUrl, SOURCE_SECRET) }),
      });
    }
    return id;
  }

  private async earlier({ requestedBy, idempotencyKey }: Submission, requestDigest: string): Promise<ExecutionId> {
    const earlier = await this.executions.findByIdempotencyKey(requestedBy, idempotencyKey ?? '');
    if (earlier === null) throw new Error('The execution with the idempotency key has gone');
    if (earlier.requestDigest === requestDigest) return earlier.id;
    throw new RejectedError(
      'IDEMPOTENCY_KEY_REUSED',
      `The idempotency key '${idempotencyKey}' was used for another request, execution ${earlier.id}.`,
      { hint: 'Make a new key for every request, and repeat it only with the very same request.' },
    );
  }
}

function check({ action, parameters }: Submission): Checked {
  const known = ACTIONS.find((name) => name === action);
  if (known === undefined) {
    throw new RejectedError('ACTION_NOT_FOUND', `Action '${action.slice(0, 200)}' not found`, {
      hint: `There is ${ACTIONS.join(', ')}.`,
    });
  }
  const parsed = parseRequest(InstallPacksParameters, parameters);
  return { action: known, parameters: parsed, sources: parseSources(parsed) };
}

/** Sources that can't even be read are mistakes in the request: all of them are named, and nothing is started. */
function parseSources(parameters: InstallPacksParameters): ParsedSource[] {
  const problems: Problem[] = [...registryUrlProblems(parameters.registry_url)];
  const options = { refSpec: parameters.ref_spec, registryUrl: parameters.registry_url };
  const sources = parameters.packs.map((text, index) => {
    try {
      return parseSource(text, options);
    } catch (error) {
      if (!(error instanceof PackyardError)) throw error;
      problems.push({ path: `parameters.packs.${index}`, message: `${error.message} ${error.hint ?? ''}`.trim() });
      return undefined;
    }
  });
  if (problems.length > 0) throw new ParametersInvalid(problems);
  return sources.filter((source) => source !== undefined);
}

/** The registry's URL is stored with every pack, and shown: it can't hold a secret. */
function registryUrlProblems(text: string | undefined): Problem[] {
  const path = 'parameters.registry_url';
  if (text === undefined || text.startsWith('/')) return [];
  if (!URL.canParse(text)) return [{ path, message: 'must be a URL or an absolute path' }];
  const url = new URL(text);
  if (!['http:', 'https:', 'file:'].includes(url.protocol)) return [{ path, message: 'must be http, https or file' }];
  if (!url.username && !url.password && !url.search) return [];
  return [
    { path, message: 'must not hold credentials or a query; configure such a registry with PACKYARD_REGISTRIES' },
  ];
}

import { MaskedUrl, maskText, PackyardError, RejectedError } from '@packyard/contracts';
import { ForbiddenAddress, type HttpPost, type PostAnswer } from '@packyard/network';
import type { ClaimedDelivery, WebhookRow } from '@packyard/schema';
import { AbortTimer } from '@packyard/sandbox';
import type { SecretVault } from '@packyard/store';
import { signWebhook } from './sign-webhook';
import { repeatableUrlParts } from './repeatable-url-parts';
import { currentSecrets, openSecrets, originOf, type Secrets, shownUrl } from './webhook-secrets';

/** How one attempt went. */
export interface DeliveryOutcome {
  isDelivered: boolean;
  /** The endpoint says that it is gone for good. */
  isGone: boolean;
  status: number | null;
  body: string | null;
  problem: string | null;
  /** When the endpoint wants to be asked again. */
  retryAfterMs: number | undefined;
}

const MAX_ANSWER_BYTES = 1024;
const MAX_MS = 15_000;
const GONE = 410;

/** Sends one delivery once, and says how that went. */
export class DeliveryAttempt {
  constructor(
    private readonly post: HttpPost,
    private readonly vault: SecretVault,
    private readonly maxMs = MAX_MS,
  ) {}

  /** Rejects with the signal's reason when the process ends, and else never. */
  async run(webhook: WebhookRow, delivery: ClaimedDelivery, signal: AbortSignal): Promise<DeliveryOutcome> {
    const timer = new AbortTimer(this.maxMs);
    let secrets: Secrets | undefined;
    try {
      secrets = openSecrets(this.vault, webhook.sealed);
      const answer = await this.send(secrets, delivery, AbortSignal.any([signal, timer.signal]));
      return judged(answer, secrets);
    } catch (error) {
      signal.throwIfAborted();
      return failed(timer.isUp ? `It did not answer within ${this.maxMs / 1000} seconds.` : reasonOf(error, secrets));
    } finally {
      timer.stop();
    }
  }

  private send(secrets: Secrets, { messageId, body }: ClaimedDelivery, signal: AbortSignal): Promise<PostAnswer> {
    const signed = signWebhook({ id: messageId, body, now: Date.now() }, currentSecrets(secrets));
    return this.post.send({
      url: new MaskedUrl(secrets.url),
      headers: { 'content-type': 'application/json', ...signed },
      body,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      signal,
    });
  }
}

function judged({ status, text, retryAfterMs }: PostAnswer, secrets: Secrets): DeliveryOutcome {
  const isDelivered = status >= 200 && status < 300;
  const isRedirect = status >= 300 && status < 400;
  const problem = isRedirect ? `It answered ${status}; redirects are not followed.` : `It answered ${status}.`;
  return {
    isDelivered,
    isGone: status === GONE,
    status,
    body: masked(text, secrets),
    problem: isDelivered ? null : problem,
    retryAfterMs,
  };
}

function failed(problem: string): DeliveryOutcome {
  return { isDelivered: false, isGone: false, status: null, body: null, problem, retryAfterMs: undefined };
}

function reasonOf(error: unknown, secrets: Secrets | undefined): string {
  if (secrets === undefined) return 'Its secrets were sealed with a key that is not there any more; create it anew.';
  const { url } = secrets;
  return masked(whatHappened(error).replaceAll(shownUrl(url), originOf(url)), secrets);
}

function whatHappened(error: unknown): string {
  if (error instanceof ForbiddenAddress) return `It may not be sent there: ${error.reason}. ${error.hint ?? ''}`.trim();
  if (error instanceof RejectedError) return `It may not be sent there. ${error.message} ${error.hint ?? ''}`.trim();
  if (error instanceof PackyardError) return error.message;
  return `It could not be sent: ${error instanceof Error ? error.message : String(error)}`;
}

function masked(text: string, secrets: Secrets): string {
  return maskText(text.replaceAll('\0', ''), [
    ...secrets.secrets.map(({ secret }) => secret),
    ...repeatableUrlParts(secrets.url),
  ]);
}

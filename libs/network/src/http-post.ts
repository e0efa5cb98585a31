import { setTimeout as delay } from 'node:timers/promises';
import type { MaskedUrl } from '@packyard/contracts';
import { request as sendRequest } from 'undici';
import { proxyFor } from './connection/proxies';
import { retryAfterMs } from './download/retry';
import { HttpConnection, type HttpSettings, withDefaults } from './http-connection';
import { connectionFailure } from './http-failure';
import type { NetworkPolicy } from './network-policy';
import { untilAborted } from './until-aborted';
import { authorization, withoutUserInfo } from './user-info';

const MAX_BODY_MS = 500;

export interface PostRequest {
  url: MaskedUrl;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Of the answer no more is read. */
  maxAnswerBytes: number;
  /** Every phase obeys it. */
  signal: AbortSignal;
}

export interface PostAnswer {
  status: number;
  /** Its beginning; as much as came in time. */
  text: string;
  retryAfterMs: number | undefined;
}

/** Tells something to a place that a {@link NetworkPolicy} allows. Whatever it answers is returned; redirects too. */
export class HttpPost {
  private readonly settings: HttpSettings;

  constructor(
    private readonly policy: NetworkPolicy,
    settings: Partial<HttpSettings> = {},
  ) {
    this.settings = withDefaults(settings);
  }

  /**
   * @throws RejectedError SOURCE_FORBIDDEN when it may not be connected to; UnavailableError SOURCE_UNAVAILABLE when nothing
   * answers; the signal's reason
   */
  async send(request: PostRequest): Promise<PostAnswer> {
    const url = request.url.reveal();
    const proxy = proxyFor(url, this.settings);
    const connection = new HttpConnection(this.policy, this.settings, { verifySsl: true, ...request }, { url, proxy });
    try {
      if (proxy === undefined) this.policy.assertAddress(url.hostname);
      else await this.policy.assertProxied(url.hostname, request.signal);
      return await untilAborted(this.exchange(request, url, connection), request.signal);
    } catch (error) {
      request.signal.throwIfAborted();
      throw connectionFailure(request.url, error, { ...this.settings, verb: 'told' });
    } finally {
      connection.close();
    }
  }

  private async exchange(request: PostRequest, url: URL, connection: HttpConnection): Promise<PostAnswer> {
    const { statusCode, headers, body } = await sendRequest(withoutUserInfo(url), {
      method: 'POST',
      dispatcher: connection.agent,
      headers: { 'user-agent': 'packyard', ...request.headers, ...authorization(url) },
      body: request.body,
      signal: request.signal,
    });
    body.on('error', () => undefined);
    try {
      const text = await beginningOf(body, request.maxAnswerBytes);
      return { status: statusCode, text, retryAfterMs: retryAfterMs(String(headers['retry-after'] ?? '')) };
    } finally {
      body.destroy();
    }
  }
}

/** The status has been said: what goes wrong with the rest, and how long it takes, changes nothing. */
async function beginningOf(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  const patience = new AbortController();
  const late = delay(MAX_BODY_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([collect(body, chunks, maxBytes).catch(() => undefined), late]);
  patience.abort();
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}

async function collect(body: AsyncIterable<Buffer>, chunks: Buffer[], maxBytes: number): Promise<void> {
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxBytes) return;
  }
}

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { MaskedUrl, RejectedError } from '@packyard/contracts';
import { type Dispatcher, request } from 'undici';
import { limitBytes } from './byte-limit';
import { HttpConnection, type HttpSettings } from './http-connection';
import { connectionFailure, statusFailure } from './http-failure';
import type { HttpOrder } from './http-order';
import type { NetworkPolicy } from './network-policy';
import { redirected } from './redirect';
import { untilAborted } from './until-aborted';
import { authorization, withoutUserInfo } from './user-info';

const MOST_REDIRECTS = 5;
const DEFAULT_SETTINGS: HttpSettings = { PACKYARD_STALL_SECONDS: 30 };

/** Fetches from places that a {@link NetworkPolicy} allows. Credentials in a URL go to that URL's host and to no other. */
export class HttpClient {
  constructor(
    private readonly policy: NetworkPolicy,
    private readonly settings: HttpSettings = DEFAULT_SETTINGS,
  ) {}

  /** Streams the answer into a new file. */
  async download(order: HttpOrder, file: string): Promise<void> {
    await this.get(order, (body) =>
      pipeline(body, limitBytes(order), createWriteStream(file, { flags: 'wx' }), { signal: order.signal }),
    );
  }

  /** Where the redirects of a URL end, each of them checked. */
  async finalUrl(order: HttpOrder): Promise<URL> {
    return this.get(order, () => Promise.resolve());
  }

  private async get(order: HttpOrder, read: (body: Body) => Promise<void>): Promise<URL> {
    let url = order.url.reveal();
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const next = await this.step(order, url, read);
      if (next === undefined) return url;
      url = next;
    }
    throw new RejectedError('SOURCE_NOT_FOUND', `${String(order.url)} redirects more than ${MOST_REDIRECTS} times.`, {
      hint: 'Give the URL where the redirects end.',
    });
  }

  /** Returns where to go next, or nothing when the answer has been read. */
  private async step(order: HttpOrder, url: URL, read: (body: Body) => Promise<void>): Promise<URL | undefined> {
    const connection = new HttpConnection(this.policy, this.settings, order);
    try {
      return await untilAborted(this.exchange(order, url, { read, connection }), order.signal);
    } catch (error) {
      order.signal.throwIfAborted();
      throw connectionFailure(new MaskedUrl(url.href), error, this.settings);
    } finally {
      connection.close();
    }
  }

  private async exchange(
    order: HttpOrder,
    url: URL,
    { read, connection }: { read: (body: Body) => Promise<void>; connection: HttpConnection },
  ): Promise<URL | undefined> {
    this.policy.assertAddress(url.hostname);
    const { statusCode, headers, body } = await request(withoutUserInfo(url), {
      dispatcher: connection.agent,
      headers: { 'user-agent': 'packyard', ...authorization(url), ...headersFor(url, order) },
      signal: order.signal,
    });
    // Nobody listens any more when the connection is closed before the body was read.
    body.on('error', () => undefined);
    if (statusCode >= 300 && statusCode < 400 && typeof headers.location === 'string') {
      return redirected(url, headers.location);
    }
    if (statusCode !== 200) throw statusFailure(order.shownAs ?? String(new MaskedUrl(url.href)), statusCode);
    await read(body);
    return undefined;
  }
}

type Body = Dispatcher.ResponseData['body'];

function headersFor(url: URL, order: HttpOrder): Readonly<Record<string, string>> {
  return url.origin === order.url.reveal().origin ? (order.headers ?? {}) : {};
}

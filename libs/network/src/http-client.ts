import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MaskedUrl, RejectedError } from '@packyard/contracts';
import { Agent, type Dispatcher, request } from 'undici';
import { connectionFailure, statusFailure } from './http-failure';
import type { NetworkPolicy } from './network-policy';

const MOST_REDIRECTS = 5;
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 60_000;

export interface HttpOrder {
  url: MaskedUrl;
  verifySsl: boolean;
  maxBytes: number;
  /** Which variable raises `maxBytes`. */
  limitName: string;
  /** Sent to this URL's own host, and not to another one that it redirects to. */
  headers?: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** What to call it in errors, when its URL is not what the user knows. */
  shownAs?: string;
}

/** Fetches from places that a {@link NetworkPolicy} allows. Credentials in a URL go to that URL's host and to no other. */
export class HttpClient {
  constructor(private readonly policy: NetworkPolicy) {}

  /** Streams the answer into a new file. */
  async download(order: HttpOrder, file: string): Promise<void> {
    await this.get(order, async (body) => {
      await pipeline(body, limitBytes(order), createWriteStream(file, { flags: 'wx' }), { signal: order.signal });
    });
  }

  async text(order: HttpOrder): Promise<string> {
    const chunks: Buffer[] = [];
    await this.get(order, async (body) => {
      for await (const chunk of body.pipe(limitBytes(order))) chunks.push(chunk as Buffer);
    });
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Where the redirects of a URL end, each of them checked. */
  async finalUrl(order: HttpOrder): Promise<URL> {
    return this.get(order, async (body) => {
      await body.dump();
    });
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

  /** Answers where to go next, or nothing when the answer has been read. */
  private async step(order: HttpOrder, url: URL, read: (body: Body) => Promise<void>): Promise<URL | undefined> {
    const masked = new MaskedUrl(url.href);
    const agent = this.agent(order.verifySsl);
    try {
      await this.policy.resolve(url.hostname);
      const { statusCode, headers, body } = await request(withoutUserInfo(url), {
        dispatcher: agent,
        headers: { 'user-agent': 'packyard', ...authorization(url), ...headersFor(url, order) },
        signal: order.signal,
      });
      if (statusCode >= 300 && statusCode < 400 && typeof headers.location === 'string') {
        await body.dump();
        return redirected(url, headers.location);
      }
      if (statusCode !== 200) {
        await body.dump();
        throw statusFailure(order.shownAs ?? String(masked), statusCode);
      }
      await read(body);
      return undefined;
    } catch (error) {
      order.signal.throwIfAborted();
      throw connectionFailure(masked, error);
    } finally {
      await agent.destroy();
    }
  }

  /** The name is resolved and checked again at the moment of connecting, and that very address is used. */
  private agent(verifySsl: boolean): Agent {
    return new Agent({
      // A connection serves one request; there is nothing that HTTP/2 could share.
      allowH2: false,
      bodyTimeout: IDLE_TIMEOUT_MS,
      headersTimeout: IDLE_TIMEOUT_MS,
      connect: {
        timeout: CONNECT_TIMEOUT_MS,
        rejectUnauthorized: verifySsl,
        lookup: (hostname, options, callback) => {
          this.policy.resolve(hostname).then(
            (addresses) => {
              const [first] = addresses;
              if (options.all === true) callback(null, addresses);
              else callback(null, first?.address ?? '', first?.family ?? 4);
            },
            (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
          );
        },
      },
    });
  }
}

type Body = Dispatcher.ResponseData['body'];

function limitBytes(order: HttpOrder): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.length;
      if (bytes <= order.maxBytes) callback(null, chunk);
      else {
        callback(
          new RejectedError('LIMIT_EXCEEDED', `${String(order.url)} has more than ${order.maxBytes} bytes.`, {
            hint: `If the source is trusted and really that large, raise ${order.limitName}.`,
          }),
        );
      }
    },
  });
}

function headersFor(url: URL, order: HttpOrder): Readonly<Record<string, string>> {
  return url.origin === order.url.reveal().origin ? (order.headers ?? {}) : {};
}

function authorization(url: URL): Record<string, string> {
  if (!url.username && !url.password) return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function withoutUserInfo(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function redirected(from: URL, location: string): URL {
  const to = new URL(location, withoutUserInfo(from));
  if (to.protocol !== 'https:' && (from.protocol === 'https:' || to.protocol !== 'http:')) {
    throw new RejectedError(
      'SOURCE_FORBIDDEN',
      `${String(new MaskedUrl(from.href))} redirects to ${to.protocol}//${to.host}, which is less safe.`,
      {
        hint: 'Give the URL where the redirects end, if you trust it.',
      },
    );
  }
  if (to.host === from.host && to.protocol === from.protocol && !to.username) {
    to.username = from.username;
    to.password = from.password;
  }
  return to;
}

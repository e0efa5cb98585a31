import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { MaskedUrl, RejectedError } from '@packyard/contracts';
import { request as sendRequest } from 'undici';
import {
  headersOfHost,
  type HostFiles,
  objectStoreAccess,
  type ObjectStoreAccess,
  settingsAt,
  tlsFilesFor,
} from './connection/host-access';
import { HostLimits } from './connection/host-limits';
import { proxyFor } from './connection/proxies';
import { type Answer, WholeAnswer } from './download/whole-answer';
import { Download, type Downloaded } from './download/download';
import type { HttpAnswer, ExchangeRequest } from './download/http-exchange';
import { type Part, PartDownload } from './download/part-download';
import type { OpenConnection } from './connection/kept-connections';
import { HttpConnection, type HttpSettings, withDefaults } from './http-connection';
import { connectionFailure, statusFailure } from './http-failure';
import type { HttpRequest } from './http-request';
import type { NetworkPolicy } from './network-policy';
import { redirected } from './redirect';
import { untilAborted } from './until-aborted';
import { authorization, withoutUserInfo } from './user-info';

const MAX_REDIRECTS = 5;

/** How a URL is to be asked. */
export interface Route extends HostFiles {
  /** The one address that may be connected to; none when the way leads through a proxy. */
  address?: string | undefined;
  proxy: URL | undefined;
  /** The whole value of the header. */
  authorization: string | undefined;
}

type Read = (answer: HttpAnswer) => Promise<void>;

/** Fetches from places that a {@link NetworkPolicy} allows. Credentials in a URL go to that URL's host and to no other. */
export class HttpClient {
  private readonly settings: HttpSettings;
  private readonly limits: HostLimits;

  constructor(
    private readonly policy: NetworkPolicy,
    settings: Partial<HttpSettings> = {},
  ) {
    this.settings = withDefaults(settings);
    const { PACKYARD_CONNECTIONS_PER_HOST: perHost, PACKYARD_CONNECTIONS: inAll } = this.settings;
    this.limits = new HostLimits(perHost, inAll);
  }

  /** Fetches the answer into a new file. What breaks off on the way is gone on with. */
  async download(request: HttpRequest, file: string): Promise<Downloaded> {
    return new Download(request, (question, read) => this.get(request, question, read)).into(file);
  }

  /** Fetches a part of the answer into the same place of an open file. `onProgress` is told about that part. */
  async downloadPart(request: HttpRequest, part: Part, file: FileHandle): Promise<void> {
    await new PartDownload(request, (question, read) => this.get(request, question, read), part).into(file);
  }

  /**
   * The whole answer, for what is no file, and where redirects led to, each of them checked. A question that changes something
   * and may not be put twice says so.
   */
  async ask(request: HttpRequest, question: Partial<ExchangeRequest>): Promise<Answer & { url: URL }> {
    let url = request.url.reveal();
    const answer = new WholeAnswer(request, async (asked, read) => (url = await this.get(request, asked, read)));
    return { ...(await answer.to({ headers: {}, statuses: [200], ...question })), url };
  }

  /** What another program has to know to connect as we would: it gets credentials and files of nobody but that host. */
  async routeTo(url: URL, { verifySsl, signal }: Pick<HttpRequest, 'verifySsl' | 'signal'>): Promise<Route> {
    const proxy = proxyFor(url, this.settings);
    const { authorization: header } = this.headersFor(url, { verifySsl });
    const route = { proxy, authorization: header, ...tlsFilesFor(url.host, this.settings) };
    if (proxy === undefined)
      return { ...route, address: (await this.policy.resolve(url.hostname, signal))[0]?.address };
    await this.policy.assertProxied(url.hostname, signal);
    return route;
  }

  /** The headers that the operator has given for the host of a URL. */
  accessTo(url: URL, request: Pick<HttpRequest, 'verifySsl' | 'hostAccessAt'>): Record<string, string> {
    return headersOfHost(url, settingsAt(url, request, this.settings), request.verifySsl);
  }

  /** The credentials and ways of an object store, as far as the operator has given them for the host of its endpoint. */
  objectStoreAt(endpoint: URL, { verifySsl }: Pick<HttpRequest, 'verifySsl'>): ObjectStoreAccess {
    return objectStoreAccess(endpoint, this.settings, verifySsl);
  }

  private async get(request: HttpRequest, question: ExchangeRequest, read: Read): Promise<URL> {
    let url = request.url.reveal();
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const next = await this.step(request, url, { question, read });
      if (next === undefined) return url;
      url = next;
    }
    throw new RejectedError('SOURCE_NOT_FOUND', `${String(request.url)} redirects more than ${MAX_REDIRECTS} times.`, {
      hint: 'Give the URL where the redirects end.',
    });
  }

  /** Answers where to go next, or nothing when the answer has been read. */
  private async step(request: HttpRequest, url: URL, exchange: Pick<Exchange, 'question' | 'read'>) {
    const release = await this.limits.acquire(url.host, request.signal);
    try {
      return await this.throughConnection(request, url, exchange);
    } catch (error) {
      request.signal.throwIfAborted();
      throw connectionFailure(new MaskedUrl(url.href), error, this.settings);
    } finally {
      release();
    }
  }

  private async throughConnection(request: HttpRequest, url: URL, exchange: Pick<Exchange, 'question' | 'read'>) {
    const proxy = proxyFor(url, this.settings);
    const open = () => new HttpConnection(this.policy, this.settings, request, { url, proxy });
    const connection = request.connections?.to(url.origin, proxy, open) ?? open();
    try {
      if (proxy !== undefined) await this.policy.assertProxied(url.hostname, request.signal);
      return await untilAborted(this.exchange(request, url, { ...exchange, connection }), request.signal);
    } finally {
      if (request.connections?.has(connection) !== true) connection.close();
    }
  }

  private async exchange(request: HttpRequest, url: URL, { question, read, connection }: Exchange) {
    this.policy.assertAddress(url.hostname);
    const { statusCode, headers, body } = await sendRequest(withoutUserInfo(url), {
      dispatcher: connection.agent,
      method: question.method ?? (question.body === undefined ? 'GET' : 'POST'),
      ...(question.body === undefined ? {} : { body: bodyOf(question.body) }),
      headers: {
        'user-agent': 'packyard',
        ...question.headers,
        ...this.headersFor(url, request),
        ...(await this.headersOf(request, url)),
      },
      signal: request.signal,
    });
    // Nobody listens any more when the connection is closed before the body was read.
    body.on('error', () => undefined);
    try {
      const isWanted = question.statuses.includes(statusCode);
      const explained = isWanted ? undefined : await request.explain?.({ statusCode, headers, body });
      if (explained !== undefined) throw explained;
      if (statusCode >= 300 && statusCode < 400 && typeof headers.location === 'string') {
        const next = redirected(url, headers.location);
        request.mayLeadTo?.(next);
        return next;
      }
      if (!isWanted) {
        const subject = request.shownAs ?? String(new MaskedUrl(url.href));
        throw statusFailure(subject, statusCode, headers['retry-after']);
      }
      await read({ statusCode, headers, body });
      return undefined;
    } finally {
      // A body that nobody read would keep listening to the signal, which the process then keeps for ever, with all of this.
      body.destroy();
    }
  }

  private headersFor(url: URL, request: Pick<HttpRequest, 'verifySsl' | 'hostAccessAt'>): Record<string, string> {
    return { ...this.accessTo(url, request), ...authorization(url) };
  }

  /** Whoever asks not to verify a server may not have the credentials of a registry sent to it. */
  private async headersOf(request: HttpRequest, url: URL): Promise<Readonly<Record<string, string>>> {
    if (url.origin !== request.url.reveal().origin) return {};
    const isVerified = url.protocol !== 'https:' || request.verifySsl;
    return { ...(isVerified ? request.headers : {}), ...(await request.sign?.(url)) };
  }
}

function bodyOf(body: NonNullable<ExchangeRequest['body']>): string | Buffer | Readable {
  return typeof body === 'function' ? body() : body;
}

interface Exchange {
  question: ExchangeRequest;
  read: Read;
  connection: OpenConnection;
}

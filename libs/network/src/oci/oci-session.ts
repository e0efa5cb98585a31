import { MaskedUrl, RejectedError } from '@packyard/contracts';
import { z } from 'zod';
import type { ExchangeRequest } from '../download/http-exchange';
import type { Answer } from '../download/whole-answer';
import type { HttpClient } from '../http-client';
import type { HttpRequest } from '../http-request';
import { bearerChallenge } from './challenge';

export interface OciRequestOptions extends Pick<HttpRequest, 'verifySsl' | 'signal' | 'mayLeadTo' | 'connections'> {
  /** `oci://host/repository`, with credentials or without. */
  url: MaskedUrl;
  /** What to call it in errors. */
  shownAs: string;
}

/** What is asked of a login, in words of the protocol. */
export type OciScope = 'pull' | 'pull,push,delete';

export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
export const MANIFEST_LIMIT = { maxBytes: MAX_MANIFEST_BYTES, limitName: 'the size of a manifest' };
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;
// Where the registry answers that is called so.
const ALIASES: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };
const Token = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/** Talks with one repository of a registry of containers, and logs in where it is told to. */
export class OciSession {
  readonly base: URL;
  /** What the login answered. */
  headers: Record<string, string> = {};

  constructor(
    private readonly http: HttpClient,
    private readonly asking: OciRequestOptions,
    private readonly scope: OciScope,
  ) {
    const { protocol, host, username, password, pathname } = asking.url.reveal();
    const isPlain = protocol === 'oci+http:' || LOOPBACK.test(host);
    this.base = new URL(`${isPlain ? 'http' : 'https'}://${ALIASES[host] ?? host}/v2${pathname}`);
    Object.assign(this.base, { username, password });
  }

  /** For a place below the repository. */
  requestFor(path: string): Omit<HttpRequest, 'maxBytes' | 'limitName'> & { shownAs: string } {
    const url = new URL(this.base);
    url.pathname = `${url.pathname}/${path}`;
    return this.orderAt(url);
  }

  orderAt(url: URL): Omit<HttpRequest, 'maxBytes' | 'limitName'> & { shownAs: string } {
    return { ...this.common(), url: new MaskedUrl(url.href), shownAs: this.asking.shownAs };
  }

  /** Asked once more with a new token when the one at hand does not do. @throws RejectedError SOURCE_AUTHENTICATION_FAILED */
  async ask(request: HttpRequest, question: Partial<ExchangeRequest>): Promise<Answer> {
    const statuses = question.statuses ?? [200];
    try {
      const first = await this.http.ask(
        { ...request, headers: this.headers },
        { ...question, statuses: [...statuses, 401] },
      );
      if (first.statusCode !== 401) return first;
      await this.logIn(first.headers['www-authenticate']);
      return await this.http.ask({ ...request, headers: this.headers }, { ...question, statuses });
    } catch (error) {
      throw error instanceof RejectedError && error.code === 'SOURCE_AUTHENTICATION_FAILED'
        ? this.denied(error)
        : error;
    }
  }

  private async logIn(challenge: string | string[] | undefined): Promise<void> {
    this.headers = await this.tokenFor(challenge);
  }

  /** The registry may lead anywhere, but no credentials of others go there. */
  private common() {
    const { verifySsl, signal, mayLeadTo, connections } = this.asking;
    return {
      verifySsl,
      signal,
      hostAccessAt: this.base.origin,
      ...(mayLeadTo === undefined ? {} : { mayLeadTo }),
      ...(connections === undefined ? {} : { connections }),
    };
  }

  /**
   * The registry says who gives out its tokens: whoever that is gets the credentials of the source, or what we have for the
   * registry itself, and is asked for no more than what is wanted of this repository. What we have for others would become a
   * token in the registry's hands.
   */
  private async tokenFor(header: string | string[] | undefined): Promise<Record<string, string>> {
    const challenge = bearerChallenge(header);
    if (challenge === undefined) return {};
    const { realm, service } = challenge;
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && this.base.protocol === 'http:');
    if (url === undefined || !isSafe || (this.base.username !== '' && !this.isPrivate(url)))
      throw this.unsafeRealm(realm);
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.set('scope', `repository:${this.base.pathname.replace('/v2/', '')}:${this.scope}`);
    Object.assign(url, { username: this.base.username, password: this.base.password });
    const shownAs = `The login of ${this.asking.shownAs}`;
    const request = {
      ...this.common(),
      url: new MaskedUrl(url.href),
      ...MANIFEST_LIMIT,
      shownAs,
      headers: this.accessAt(url),
    };
    const { body } = await this.http.ask(request, {});
    const { token, access_token: accessToken } = this.readToken(body);
    return { authorization: `Bearer ${token ?? accessToken ?? ''}` };
  }

  private accessAt(login: URL): Record<string, string> {
    return this.isPrivate(login) && this.base.username === '' ? this.http.accessTo(this.base, this.asking) : {};
  }

  /** Whether credentials may go there: not in the clear to somewhere else. */
  private isPrivate(login: URL): boolean {
    return login.protocol === 'https:' || login.origin === this.base.origin || LOOPBACK.test(login.host);
  }

  private readToken(body: Buffer): z.infer<typeof Token> {
    try {
      return Token.parse(JSON.parse(body.toString('utf8')));
    } catch (cause) {
      throw new RejectedError(
        'SOURCE_AUTHENTICATION_FAILED',
        `The login of ${this.asking.shownAs} answered no token.`,
        {
          hint: 'Ask who runs the registry.',
          cause,
        },
      );
    }
  }

  private unsafeRealm(realm: string): RejectedError {
    const shown = realm
      .replace(/\?.*/s, '')
      .replace(/[^\x20-\x7e]/g, '?')
      .slice(0, 200);
    return new RejectedError(
      'SOURCE_FORBIDDEN',
      `${this.asking.shownAs} has its login at '${shown}', which is not safe.`,
      {
        hint: 'Ask who runs the registry to have its logins at an https address.',
      },
    );
  }

  private denied(cause: RejectedError): RejectedError {
    return new RejectedError('SOURCE_AUTHENTICATION_FAILED', cause.message, {
      hint: 'Give a token that may read it, as oci://USER:TOKEN@host/…, or the access to its host in PACKYARD_HOST_ACCESS.',
      cause,
    });
  }
}

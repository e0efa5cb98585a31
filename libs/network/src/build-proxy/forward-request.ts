import { IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { MaskedUrl, PackyardError, RejectedError } from '@packyard/contracts';
import { request as ask } from 'undici';
import { connectionFailure } from '../http-failure';
import { withoutUserInfo } from '../user-info';
import type { ProxySession } from './proxy-session';

/** What is said to the next hop alone. */
const HOP_BY_HOP =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|host|http2-settings)$/i;

/** Asks a server what a tool wants to know, with what the host wants to see of us, and passes the answer on as it comes. */
export async function forwardRequest(
  session: ProxySession,
  url: URL,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  try {
    const { statusCode, headers, body } = await answerOf(session, url, request);
    response.writeHead(statusCode, withoutHopByHop(headers));
    // A server that breaks off is seen by the tool as just that.
    await pipeline(body, response).catch(() => response.destroy());
  } catch (error) {
    const failure = connectionFailure(new MaskedUrl(url.href), error, session.settings);
    if (!(failure instanceof PackyardError)) throw failure;
    if (!session.signal.aborted) session.note(failure);
    refuse(response, failure);
  }
}

/** What a build asks; with a body where its headers say so. */
type Question = Pick<IncomingMessage, 'method' | 'headers'>;

export async function answerOf(session: ProxySession, url: URL, request: Question | IncomingMessage) {
  const { method = 'GET' } = request;
  const policy = session.policyFor(url);
  policy.assertAddress(url.hostname);
  if (session.proxyFor(url) !== undefined) await policy.assertProxied(url.hostname, session.signal);
  const own = request.headers.authorization === undefined ? session.headersFor(url) : {};
  const headers = withoutHopByHop(request.headers);
  // By a header, or by a certificate, which the host is shown whatever the tool says of itself.
  const isInOurName = own['authorization'] !== undefined || session.answersFor(url);
  if (isInOurName) assertOnlyReads(method, url, request.headers['content-type']);
  const answer = await ask(withoutUserInfo(url), {
    dispatcher: session.connectionTo(url).agent,
    method,
    // Whoever is asked can tell that it is not the service that asks, for example the service itself.
    headers: { ...(isInOurName ? withoutOtherMethods(headers) : headers), ...own, via: '1.1 packyard-build' },
    body: request instanceof IncomingMessage && hasBody(request) ? request : null,
    signal: session.signal,
  });
  const { statusCode: status } = answer;
  if (status === 401 || status === 403) session.noteLogin(url, { status, isGiven: own['authorization'] !== undefined });
  return answer;
}

/** Code of packages may ask as well: it can't change anything in the operator's name. git asks for objects by POST. */
function assertOnlyReads(method: string, url: URL, contentType: string | undefined): void {
  if (method === 'GET' || method === 'HEAD') return;
  if (method === 'POST' && url.pathname.endsWith('/git-upload-pack') && contentType === GIT_ASKS) return;
  throw new RejectedError('SOURCE_FORBIDDEN', `A build may only read from ${url.host}, and asked for ${method}.`, {
    hint: 'Have the pack do without it: builds use credentials (index_credentials, PACKYARD_BUILD_ACCESS) for reading alone.',
  });
}

const GIT_ASKS = 'application/x-git-upload-pack-request';

/** Some servers take a request for what such a header says. */
function withoutOtherMethods(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OTHER_METHOD.test(name)));
}

const OTHER_METHOD = /^x[-_]http[-_]method|^x[-_]method/i;

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

type Headers = Record<string, string | string[]>;

function withoutHopByHop(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const named = String(headers['connection'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !HOP_BY_HOP.test(name) && !named.includes(name.toLowerCase()),
  );
  return Object.fromEntries(kept) as Headers;
}

function refuse(response: ServerResponse, failure: PackyardError): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(statusOf(failure), { 'content-type': 'text/plain' }).end(`${failure.message}\n`);
}

/** 403 for what will not change, 502 for what may. */
export function statusOf(failure: PackyardError): 403 | 502 {
  return failure instanceof RejectedError ? 403 : 502;
}

import { branchHint, type MaskedUrl, PackyardError, RejectedError } from '@packyard/contracts';
import { errors } from 'undici';
import { Interrupted, retryAfterMs } from './download/retry';
import type { HttpSettings } from './http-connection';

const NOT_THERE = 'Look for a typing error in the URL; private places often answer 404 to requests without a token.';
const LATER = 'Try again later, or ask who runs the server.';

/** What an HTTP status other than success means for a source. */
export function statusFailure(subject: string, status: number, retryAfter?: string | string[]): PackyardError {
  const answer = `${subject} answered ${status}.`;
  if (status === 401 || status === 403) {
    return new RejectedError('SOURCE_AUTHENTICATION_FAILED', answer, {
      hint: 'Give a token that may read it, as https://TOKEN@host/…; it is kept out of logs and tables.',
    });
  }
  if (status === 404 || status === 410) {
    return new RejectedError('SOURCE_NOT_FOUND', answer, {
      hint: branchHint(subject) ?? NOT_THERE,
    });
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const waitMs = retryAfterMs(String(retryAfter ?? ''));
    const hint = waitMs === undefined ? LATER : `Try again in ${Math.ceil(waitMs / 1000)} seconds, as it asks to.`;
    return new Interrupted('SOURCE_UNAVAILABLE', answer, { hint }).worthTrying(waitMs ?? 'after progress');
  }
  return new RejectedError('SOURCE_NOT_FOUND', answer, { hint: 'Open the URL by hand and see what it wants.' });
}

interface Asking extends HttpSettings {
  /** What was tried. */
  verb?: 'fetched' | 'told';
}

/** What a request that got no whole answer means. Our own errors, and those of our disk, are passed through. */
export function connectionFailure(url: MaskedUrl, error: unknown, { verb = 'fetched', ...settings }: Asking): unknown {
  const cause = innermost(error);
  if (cause instanceof PackyardError) return cause;
  const { code = '', syscall } = cause as NodeJS.ErrnoException;
  const told = code === '' && cause instanceof errors.HTTPParserError ? 'HPE_INVALID' : code;
  if (/CERT|SELF_SIGNED|ERR_TLS_CERT|UNABLE_TO_VERIFY/.test(code)) {
    return new RejectedError('SOURCE_FORBIDDEN', `The certificate of ${url.host} is not trusted (${code}).`, {
      hint: CERTIFICATE_HINTS[verb],
      cause: error,
    });
  }
  if ((told === '' && !(cause instanceof errors.UndiciError)) || LOCAL.test(told) || syscall === 'open') return error;
  const proxy = /Proxy (?:Authentication Required|response) \((\d+)\)/.exec((cause as Error).message)?.[1];
  const { what, hint } = proxy === undefined ? wordsFor(told, settings) : wordsForProxy(proxy);
  const message = `${String(url)} could not be ${verb}: ${what} (${proxy ?? told}).`;
  const failure = new Interrupted('SOURCE_UNAVAILABLE', message, { hint, cause: error });
  return BROKEN.test(told) ? failure : failure.worthTrying('after progress');
}

// The connection broke, at any moment: the next one may hold. Silence and nonsense are mostly repeated.
const BROKEN = /^(ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED)$|CONTENT_LENGTH/;

const CERTIFICATE_HINTS = {
  fetched: 'Add its authority with NODE_EXTRA_CA_CERTS, or set verify_ssl to false for a server that you trust.',
  told: 'Add its authority with NODE_EXTRA_CA_CERTS, where the gateway runs.',
} as const;

// What our own disk says.
const LOCAL = /^(ENOSPC|EDQUOT|EROFS|EIO|EFBIG)$/;
const IS_IT_UP = 'Look whether the server is up and can be reached from the worker.';
const NOT_HTTP = 'Look for a typing error in the port of the URL, and ask who runs the server.';

function wordsFor(code: string, { PACKYARD_STALL_SECONDS: stall }: HttpSettings): { what: string; hint: string } {
  const raise = `Try again later; if the server really is that slow, raise PACKYARD_STALL_SECONDS.`;
  const kinds: readonly [RegExp, string, string][] = [
    [/^ECONNREFUSED$/, 'nothing answers at its port', IS_IT_UP],
    [/^(ENOTFOUND|EAI_\w+)$/, 'its host could not be found', IS_IT_UP],
    [/CONNECT_TIMEOUT|^ETIMEDOUT$/, 'it did not accept the connection in time', IS_IT_UP],
    [/HEADERS_TIMEOUT/, `it said nothing for ${stall} seconds`, raise],
    [/BODY_TIMEOUT/, `its answer stood still for ${stall} seconds`, raise],
    [
      /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED)$/,
      'it ended the connection before its answer was whole',
      IS_IT_UP,
    ],
    [/CONTENT_LENGTH/, 'its answer has another length than it said', LATER],
    [/HEADERS_OVERFLOW/, 'its answer begins with endless headers', NOT_HTTP],
    [/^HPE_/, 'what it answers is not HTTP', NOT_HTTP],
    [/^(ERR_SSL_\w+|EPROTO)$/, 'it does not speak TLS at this port', 'Try http:// instead, or another port.'],
  ];
  const [, what, hint] = kinds.find(([pattern]) => pattern.test(code)) ?? [];
  return { what: what ?? 'the connection failed', hint: hint ?? IS_IT_UP };
}

function wordsForProxy(status: string): { what: string; hint: string } {
  return status === '407'
    ? {
        what: 'the proxy wants a login',
        hint: 'Give it in HTTP_PROXY and HTTPS_PROXY, as http://USER:PASSWORD@host:port.',
      }
    : { what: 'the proxy did not let it through', hint: 'Ask who runs the proxy, or name the host in NO_PROXY.' };
}

function innermost(error: unknown): unknown {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error && !(error instanceof PackyardError) ? innermost(cause) : error;
}

import { type MaskedUrl, PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';

/** What an HTTP status other than success means for a source. */
export function statusFailure(subject: string, status: number): PackyardError {
  const answer = `${subject} answered ${status}.`;
  if (status === 401 || status === 403) {
    return new RejectedError('SOURCE_AUTHENTICATION_FAILED', answer, {
      hint: 'Give a token that may read it, as https://TOKEN@host/…; it is kept out of logs and tables.',
    });
  }
  if (status === 404 || status === 410) {
    return new RejectedError('SOURCE_NOT_FOUND', answer, {
      hint: 'Look for a typing error in the URL; private places often answer 404 to requests without a token.',
    });
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return new UnavailableError('SOURCE_UNAVAILABLE', answer, { hint: 'Try again later, or ask who runs the server.' });
  }
  return new RejectedError('SOURCE_NOT_FOUND', answer, { hint: 'Open the URL by hand and see what it wants.' });
}

/** What a request that got no answer means. Errors that were made on the way are passed through. */
export function connectionFailure(url: MaskedUrl, error: unknown): unknown {
  const cause = innermost(error);
  if (cause instanceof PackyardError) return cause;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (/CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_VERIFY/.test(code)) {
    return new RejectedError('SOURCE_FORBIDDEN', `The certificate of ${url.host} is not trusted (${code}).`, {
      hint: 'Add its authority with NODE_EXTRA_CA_CERTS, or set verify_ssl to false for a server that you trust.',
      cause: error,
    });
  }
  if (code === '' || !/^(E[A-Z]+|UND_ERR_\w+|HPE_\w+)$/.test(code)) return error;
  return new UnavailableError('SOURCE_UNAVAILABLE', `${String(url)} could not be fetched (${code}).`, {
    hint: 'Look whether the server is up and can be reached from the worker.',
    cause: error,
  });
}

function innermost(error: unknown): unknown {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error && !(error instanceof PackyardError) ? innermost(cause) : error;
}

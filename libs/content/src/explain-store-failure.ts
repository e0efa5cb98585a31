import { type MaskedUrl, PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import { isDiskFailure } from '@packyard/store';

/** What is not about the content, but about the store that it lies in. */
const OF_THE_STORE = ['SOURCE_NOT_FOUND', 'SOURCE_FORBIDDEN', 'SOURCE_UNAVAILABLE', 'SOURCE_AUTHENTICATION_FAILED'];
const ACCESS = 'Say in PACKYARD_HOST_ACCESS how its host wants to be asked, or give another PACKYARD_CONTENT_STORE.';

/** What sources fail with, said of the content store: no pack and no request can do anything about it. */
export function explainStoreFailure(subject: string, url: MaskedUrl, error: unknown): unknown {
  if (!(error instanceof PackyardError) || isDiskFailure(error) || !OF_THE_STORE.includes(error.code)) return error;
  const kind = error instanceof UnavailableError ? UnavailableError : RejectedError;
  const hint = error instanceof UnavailableError ? error.hint : ACCESS;
  return new kind('STORE_FAILED', `The content store ${String(url)} failed for ${subject}: ${error.message}`, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

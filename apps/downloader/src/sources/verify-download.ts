import type { SignatureOutcome } from '@packyard/contracts';
import type { HttpClient, HttpRequest } from '@packyard/network';
import { fetchSignatureOf } from '@packyard/registry';
import type { FetchRequest } from './pack-source';

interface Downloaded {
  request: Pick<FetchRequest, 'trust' | 'verifySsl'>;
  /** What came, and from where. */
  file: string;
  place: Pick<HttpRequest, 'url' | 'mayLeadTo'>;
}

/** Verifies the signature that lies beside what was downloaded; does nothing where none is asked for. */
export async function verifyDownload(
  http: HttpClient,
  { request: { trust, verifySsl }, file, place: { url, mayLeadTo } }: Downloaded,
  signal: AbortSignal,
): Promise<SignatureOutcome | undefined> {
  if (trust === undefined) return undefined;
  const guard = mayLeadTo === undefined ? {} : { mayLeadTo };
  return trust.verifyFile(file, await fetchSignatureOf(http, { url, verifySsl, signal, ...guard }), signal);
}

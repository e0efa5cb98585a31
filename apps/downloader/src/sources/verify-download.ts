import type { SignatureOutcome } from '@packyard/contracts';
import type { HttpClient, HttpRequest } from '@packyard/network';
import { fetchSignatureOf } from '@packyard/registry';
import type { FetchRequest } from './pack-source';

interface Downloaded {
  request: Pick<FetchRequest, 'signatureCheck' | 'verifySsl'>;
  /** What came, and how it was asked for. */
  file: string;
  httpRequest: Pick<HttpRequest, 'url' | 'mayLeadTo'>;
}

/** Verifies the signature that lies beside what was downloaded; does nothing where none is asked for. */
export async function verifyDownload(
  http: HttpClient,
  { request: { signatureCheck, verifySsl }, file, httpRequest: { url, mayLeadTo } }: Downloaded,
  signal: AbortSignal,
): Promise<SignatureOutcome | undefined> {
  if (signatureCheck === undefined) return undefined;
  const guard = mayLeadTo === undefined ? {} : { mayLeadTo };
  return signatureCheck.verifyFile(file, await fetchSignatureOf(http, { url, verifySsl, signal, ...guard }), signal);
}

import type { S3Credentials } from '@packyard/contracts';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from './sha256';

interface Signing {
  credentials: S3Credentials;
  region: string;
  /** `GET` when absent. */
  method?: string;
  /** Of what is sent, in hexadecimal digits; nothing is when absent. */
  bodySha256?: string;
  /** Now, when absent. */
  at?: Date;
}

/**
 * The headers that prove who asks, by signature version 4. They hold for a quarter of an hour, and for that URL alone: what is
 * added to them, such as a range, is not signed.
 */
export async function signRequest(
  url: URL,
  { credentials, region, method = 'GET', bodySha256, at = new Date() }: Signing,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false });
  const request = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...(bodySha256 === undefined ? {} : { 'x-amz-content-sha256': bodySha256 }) },
  };
  const { host: _, ...headers } = (await signer.sign(request, { signingDate: at })).headers;
  return headers;
}

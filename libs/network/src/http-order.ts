import type { MaskedUrl } from '@packyard/contracts';

export interface HttpOrder {
  url: MaskedUrl;
  verifySsl: boolean;
  maxBytes: number;
  /** Which variable raises `maxBytes`. */
  limitName: string;
  /** Sent to this URL's own host, and not to another one that it redirects to. */
  headers?: Readonly<Record<string, string>>;
  /** Every phase obeys it: finding the host, connecting, TLS, headers, body. */
  signal: AbortSignal;
  /** What to call it in errors, when its URL is not what the user knows. */
  shownAs?: string;
}

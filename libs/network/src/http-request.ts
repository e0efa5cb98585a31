import type { MaskedUrl } from '@packyard/contracts';
import type { KeptConnections } from './connection/kept-connections';
import type { DownloadCache } from './download/download-cache';
import type { HttpAnswer } from './download/http-exchange';

export interface HttpRequest {
  url: MaskedUrl;
  verifySsl: boolean;
  maxBytes: number;
  /** Which variable raises `maxBytes`. */
  limitName: string;
  /** Sent to this URL's own host, and not to another one that it redirects to. */
  headers?: Readonly<Record<string, string>>;
  /** Makes headers that age, such as signatures: for each request, but to this URL's own origin alone. */
  sign?: (url: URL) => Promise<Readonly<Record<string, string>>>;
  /** What an answer means that was not asked for; nothing where its status says as much. */
  explain?: (answer: HttpAnswer) => Promise<Error | undefined>;
  /** Every phase obeys it: finding the host, connecting, TLS, headers, body. */
  signal: AbortSignal;
  /** Of whoever asks the same place many times; without them each request has a connection of its own. */
  connections?: KeptConnections;
  /** The one origin that gets what `PACKYARD_HOST_ACCESS` says of it; every host that it is about does otherwise. */
  hostAccessAt?: string;
  /** What to call it in errors, when its URL is not what the user knows. */
  shownAs?: string;
  /** Where the answer is kept for the next time, and a part of one for the next worker. */
  cache?: DownloadCache;
  /** What the answer depends on besides its URL, where the headers change each time. */
  cacheKey?: string;
  /** Checksum of what the caller has read before: when it is still that, its kept file is not read to see whether it is whole. */
  alreadyRead?: string;
  /** Whether what was kept of earlier will do while nobody answers. */
  mayUseKeptCopy?: boolean;
  /** Throws when it is not what was promised. What was put together of parts is then fetched once more as a whole. */
  check?: (got: { path: string; checksum: string; bytes: number }) => Promise<void> | void;
  /** Throws when a redirect may not lead to that URL. */
  mayLeadTo?: (url: URL) => void;
  /** Told as bytes come in: those that are there by now, and of how many, where the server says so. */
  onProgress?: (progress: { bytes: number; total?: number }) => void;
}

import type { MaskedUrl, SignatureOutcome, Source, Transfer } from '@packyard/contracts';
import type { SignatureCheck } from '../trust/signature-check';

/** How far a download is. */
export interface TransferProgress {
  bytes: number;
  /** In bytes, when it is known. */
  total?: number;
  /** 0 to 1, of whatever is counted where the total is not known. */
  fraction?: number;
  /** What is being done, when it is not receiving. */
  doing?: string;
}

export interface FetchRequest {
  /** An empty folder to be filled with the pack's tree; the pack may lie in a sub-folder of it. */
  destination: string;
  /** An empty folder for whatever is needed on the way. */
  scratchFolder: string;
  /** The source's URL with its credentials, when it was submitted with any. */
  secretUrl?: MaskedUrl;
  verifySsl: boolean;
  /** What the pack is called, when that is known: installed versions of it may have much in common with it. */
  ref?: string;
  /** Looks at the signature of an archive or config; absent where none is asked for. */
  signatureCheck?: SignatureCheck;
  /** Throws when a redirect may not lead to that URL, or a submodule to that URL or `user@host:path`; all may be led to when absent. */
  mayLeadTo?: (place: URL | string) => void;
  /** Told as bytes come in. */
  onProgress?: (progress: TransferProgress) => void;
}

/** How what was fetched is called in the scratch folder, when it is one file. */
export const SCRATCH_ARCHIVE = 'archive';

export interface FetchedSource {
  /** In Attune's words: git, archive, local_directory, local_archive, registry. */
  sourceType: string;
  gitCommit?: string;
  /** `sha256:…` of the archive's bytes, when there was an archive. */
  checksum?: string;
  /** What came over the wire, and how large the archive is; absent where nobody counts it. */
  transfer?: Transfer;
  /** As the index of a registry has it. */
  indexedVersion?: string;
  /** Which folder of the destination holds the pack, when the source says so. */
  subPath?: string | undefined;
  /** What of its signature was found so far; absent where none is asked for, or there was no file to be signed. */
  signature?: SignatureOutcome | undefined;
  /** By what its signature was verified, when the registry that named it decided that. */
  signatureCheck?: SignatureCheck | undefined;
  warnings: string[];
}

/** One kind of place that packs come from. */
export interface PackSource<S extends Source> {
  readonly kind: S['kind'];
  fetch(source: S, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource>;
}

import { join } from 'node:path';
import type { LimitsConfig, NetworkConfig } from '@packyard/config';
import { describeSource, MaskedUrl, type S3Source, type SignatureOutcome } from '@packyard/contracts';
import type { DownloadCache, HttpClient } from '@packyard/network';
import { verifyFileChecksum } from '@packyard/pack';
import { fetchSignatureOf } from '@packyard/registry';
import { isDiskFailure } from '@packyard/store';
import type { ContentReader } from '../reading/content-reader';
import { type ObjectRequestOptions, type ObjectRequest, S3Object } from '../s3/s3-object';
import { type FetchedSource, type FetchRequest, type PackSource, SCRATCH_ARCHIVE } from './pack-source';

type Config = LimitsConfig & Pick<NetworkConfig, 'PACKYARD_S3_ENDPOINT'>;

/** Archives that are objects of a bucket, in a store that speaks S3. */
export class S3ObjectSource implements PackSource<S3Source> {
  readonly kind = 's3';

  constructor(
    private readonly http: HttpClient,
    private readonly reader: ContentReader,
    private readonly config: Config,
    private readonly cache: DownloadCache,
  ) {}

  async fetch(source: S3Source, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    const object = new S3Object(this.http, source, this.askingOf(request, signal));
    const file = join(request.scratchFolder, SCRATCH_ARCHIVE);
    const { checksum, bytes, transferredBytes, keptSince } = await object.ask((asked) =>
      this.http.download({ ...asked, ...this.waysOf(source, request) }, file),
    );
    const signature = await object.ask((asked) => this.verify(file, asked, request));
    const subject = describeSource(source);
    try {
      await this.reader.unpack({ file, destination: request.destination, subject }, signal);
    } catch (error) {
      if (isDiskFailure(error)) await object.ask((asked) => this.cache.makeRoom(asked));
      throw error;
    }
    const warnings =
      keptSince === undefined
        ? []
        : [`${subject} does not answer: the copy that was kept is used, which has the promised checksum.`];
    return { sourceType: 's3', checksum, signature, transfer: { transferredBytes, archiveBytes: bytes }, warnings };
  }

  private askingOf({ verifySsl, secretUrl, mayLeadTo }: FetchRequest, signal: AbortSignal): ObjectRequestOptions {
    const defaultEndpoint = new URL(this.config.PACKYARD_S3_ENDPOINT);
    return { defaultEndpoint, verifySsl, signal, secretUrl, ...(mayLeadTo === undefined ? {} : { mayLeadTo }) };
  }

  private waysOf(source: S3Source, { onProgress }: FetchRequest) {
    const { checksum: promised } = source;
    return {
      maxBytes: this.config.PACKYARD_MAX_DOWNLOAD_BYTES,
      limitName: 'PACKYARD_MAX_DOWNLOAD_BYTES',
      cache: this.cache,
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(promised === undefined
        ? {}
        : {
            // It is what was promised, whether the store answers or not.
            mayUseKeptCopy: true,
            check: ({ path }: { path: string }) => verifyFileChecksum(path, promised, describeSource(source)),
          }),
    };
  }

  /** The signature beside it has versions of its own, of which the latest counts. */
  private async verify(
    file: string,
    asked: ObjectRequest,
    { signatureCheck }: FetchRequest,
  ): Promise<SignatureOutcome | undefined> {
    if (signatureCheck === undefined) return undefined;
    const url = asked.url.reveal();
    url.search = '';
    const beside = await fetchSignatureOf(this.http, { ...asked, url: new MaskedUrl(url.href) });
    return signatureCheck.verifyFile(file, beside, asked.signal);
  }
}

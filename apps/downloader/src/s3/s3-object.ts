import {
  describeSource,
  MaskedUrl,
  type S3Credentials,
  s3CredentialsIn,
  s3LocationOf,
  type S3Source,
} from '@packyard/contracts';
import type { HttpClient, HttpRequest, ObjectStoreAccess } from '@packyard/network';
import { addressOfObject, regionOf } from './object-address';
import { OtherRegionError } from './other-region-error';
import { explainRefusal } from './s3-failure';
import { signRequest } from './sign-request';

export interface ObjectRequestOptions extends Pick<HttpRequest, 'verifySsl' | 'signal' | 'mayLeadTo'> {
  /** Of sources that name none. */
  defaultEndpoint: URL;
  /** With the credentials that the source was submitted with. */
  secretUrl?: MaskedUrl | undefined;
}

/** How one object is asked for over HTTP. */
export type ObjectRequest = Omit<HttpRequest, 'maxBytes' | 'limitName'>;

const DEFAULT_REGION = 'us-east-1';
/** Of one bucket: a store that names more has no idea. */
const MAX_REGIONS = 3;

/** An object of a bucket, in a store that speaks S3. */
export class S3Object {
  private readonly endpoint: URL;
  private readonly access: ObjectStoreAccess;
  private readonly credentials: S3Credentials | undefined;
  private region: string;

  constructor(
    http: HttpClient,
    private readonly source: S3Source,
    private readonly asking: ObjectRequestOptions,
  ) {
    this.endpoint = s3LocationOf(source).endpoint ?? asking.defaultEndpoint;
    this.access = http.objectStoreAt(this.endpoint, asking);
    const brought = asking.secretUrl === undefined ? undefined : s3CredentialsIn(asking.secretUrl.reveal().href);
    this.credentials = brought ?? this.access.credentials;
    this.region = source.region ?? this.access.region ?? regionOf(this.endpoint) ?? DEFAULT_REGION;
  }

  /** Asks for the object, and once more where its bucket turns out to be. */
  async ask<Result>(work: (request: ObjectRequest) => Promise<Result>): Promise<Result> {
    for (let regions = 1; ; regions += 1) {
      try {
        return await work(this.request());
      } catch (error) {
        if (!(error instanceof OtherRegionError) || regions === MAX_REGIONS) throw error;
        this.region = error.region;
      }
    }
  }

  private request(): ObjectRequest {
    const { endpoint, region, source, access } = this;
    const { verifySsl, signal, mayLeadTo } = this.asking;
    const { bucket, key } = s3LocationOf(source);
    const { versionId } = source;
    const url = addressOfObject({ endpoint, bucket, key, region, versionId, addressing: access.addressing });
    const subject = describeSource(source);
    const asked = { subject, bucket, endpoint: endpoint.host, region, signed: this.signed() };
    return {
      url: new MaskedUrl(url.href),
      verifySsl,
      signal,
      ...(mayLeadTo === undefined ? {} : { mayLeadTo }),
      shownAs: subject,
      // Where the store leads elsewhere, what is known of that place does not go along.
      hostAccessAt: url.origin,
      explain: (answer) => explainRefusal(asked, answer),
      ...this.signature(),
    };
  }

  /** Signatures are new each time; who signs is not. */
  private signature(): Pick<ObjectRequest, 'cacheKey' | 'sign'> {
    const { credentials, region } = this;
    if (credentials === undefined) return {};
    return { cacheKey: JSON.stringify(credentials), sign: (url) => signRequest(url, { credentials, region }) };
  }

  private signed(): 'signed' | 'anonymous' | 'withheld' {
    if (this.credentials !== undefined) return 'signed';
    return this.access.isWithheld ? 'withheld' : 'anonymous';
  }
}

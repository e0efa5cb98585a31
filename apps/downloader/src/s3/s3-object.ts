import {
  describeSource,
  MaskedUrl,
  type S3Credentials,
  s3CredentialsIn,
  s3PlaceOf,
  type S3Source,
} from '@packyard/contracts';
import type { HttpClient, HttpOrder, ObjectStoreAccess } from '@packyard/network';
import { addressOfObject, regionOf } from './object-address';
import { OtherRegion } from './other-region';
import { explainRefusal } from './s3-failure';
import { signRequest } from './sign-request';

export interface ObjectAsking extends Pick<HttpOrder, 'verifySsl' | 'signal' | 'mayLeadTo'> {
  /** Of sources that name none. */
  defaultEndpoint: URL;
  /** With the credentials that the source was submitted with. */
  secretUrl?: MaskedUrl | undefined;
}

/** How one object is asked for over HTTP. */
export type ObjectOrder = Omit<HttpOrder, 'maxBytes' | 'limitName'>;

const DEFAULT_REGION = 'us-east-1';
/** Of one bucket: a store that names more has no idea. */
const MOST_REGIONS = 3;

/** An object of a bucket, in a store that speaks S3. */
export class S3Object {
  private readonly endpoint: URL;
  private readonly access: ObjectStoreAccess;
  private readonly credentials: S3Credentials | undefined;
  private region: string;

  constructor(
    http: HttpClient,
    private readonly source: S3Source,
    private readonly asking: ObjectAsking,
  ) {
    this.endpoint = s3PlaceOf(source).endpoint ?? asking.defaultEndpoint;
    this.access = http.objectStoreAt(this.endpoint, asking);
    const brought = asking.secretUrl === undefined ? undefined : s3CredentialsIn(asking.secretUrl.reveal().href);
    this.credentials = brought ?? this.access.credentials;
    this.region = source.region ?? this.access.region ?? regionOf(this.endpoint) ?? DEFAULT_REGION;
  }

  /** Asks for the object, and once more where its bucket turns out to be. */
  async ask<Result>(work: (order: ObjectOrder) => Promise<Result>): Promise<Result> {
    for (let regions = 1; ; regions += 1) {
      try {
        return await work(this.order());
      } catch (error) {
        if (!(error instanceof OtherRegion) || regions === MOST_REGIONS) throw error;
        this.region = error.region;
      }
    }
  }

  private order(): ObjectOrder {
    const { source, region, credentials } = this;
    const { verifySsl, signal, mayLeadTo } = this.asking;
    const { bucket, key } = s3PlaceOf(source);
    const { addressing } = this.access;
    const url = addressOfObject({
      endpoint: this.endpoint,
      bucket,
      key,
      region,
      versionId: source.versionId,
      addressing,
    });
    const signed = credentials !== undefined ? 'signed' : this.access.isWithheld ? 'withheld' : 'anonymous';
    const asked = { subject: describeSource(source), bucket, endpoint: this.endpoint.host, region, signed } as const;
    return {
      url: new MaskedUrl(url.href),
      verifySsl,
      signal,
      ...(mayLeadTo === undefined ? {} : { mayLeadTo }),
      shownAs: asked.subject,
      // Where the store leads elsewhere, what is known of that place does not go along.
      hostAccessAt: url.origin,
      explain: (answer) => explainRefusal(asked, answer),
      ...(credentials === undefined
        ? {}
        : {
            // Signatures are new each time; who signs is not.
            identity: JSON.stringify(credentials),
            sign: (at) => signRequest(at, { credentials, region }),
          }),
    };
  }
}

import { RejectedError } from '@packyard/contracts';

/** A store that has its buckets in several regions says in which one a bucket is. */
export class OtherRegionError extends RejectedError {
  override name = 'OtherRegionError';

  constructor(
    subject: string,
    readonly region: string,
  ) {
    super('SOURCE_NOT_FOUND', `${subject}: its bucket is in the region ${region}.`, {
      hint: `Write ?region=${region} behind it, or give that region with s3 of the host in PACKYARD_HOST_ACCESS.`,
    });
  }
}

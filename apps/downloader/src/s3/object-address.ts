import type { S3Location } from '@packyard/contracts';

export interface ObjectAddress extends Required<S3Location> {
  region: string;
  versionId?: string | undefined;
  addressing?: 'path' | 'host' | undefined;
}

/** The endpoints of AWS: of all regions, or of one, with IPv6 or without. */
const AWS = /^s3(\.dualstack)?(?:[.-]([a-z]{2}(?:-[a-z]+)+-\d+))?\.(amazonaws\.com(?:\.cn)?)$/;
/** Anything else would be no region there, but the name of somebody's bucket: `packs.s3.s3.amazonaws.com` is one of `packs.s3`. */
const AWS_REGION = /^[a-z]{2}(?:-[a-z]+)+-\d+$/;
/** A name of a host has these, and certificates hold for one name of it. */
const HOST_LABEL = /^[a-z0-9][a-z0-9-]*$/;
/** There are no names below these. */
const ADDRESS = /^\[|^[\d.]+$/;

/** Of an endpoint that says it by its name. */
export function regionOf(endpoint: URL): string | undefined {
  return AWS.exec(endpoint.hostname)?.[2];
}

/** Where an object is asked for: at the endpoint, which AWS has one of in each region, or at the bucket's own host below it. */
export function addressOfObject({ endpoint, bucket, key, region, versionId, addressing }: ObjectAddress): URL {
  const [isAws, dualStack = '', , domain] = AWS.exec(endpoint.hostname) ?? [];
  const url = new URL(endpoint.origin);
  if (isAws !== undefined && AWS_REGION.test(region)) url.hostname = `s3${dualStack}.${region}.${domain ?? ''}`;
  const isOwnHost =
    HOST_LABEL.test(bucket) &&
    !ADDRESS.test(url.hostname) &&
    (addressing ?? (isAws === undefined ? 'path' : 'host')) === 'host';
  if (isOwnHost) url.hostname = `${bucket}.${url.hostname}`;
  url.pathname = [...(isOwnHost ? [] : [bucket]), ...key.split('/')].map(escaped).join('/');
  if (versionId !== undefined) url.searchParams.set('versionId', versionId);
  return url;
}

/** As signatures have it: more than what URLs need. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

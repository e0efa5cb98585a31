import { RejectedError } from './errors';
import type { ParsedSource } from './parsed-source';
import type { S3Source } from './source';
import { showUnreadable } from './show-unreadable';
import { checksumIn, splitFragment } from './source-parts';

const ADDRESS = /^(s3(?:\+https?)?):\/\/(?:([^/@?#]*)@)?([^/@?#]+)\/([^?#]*)(?:\?([^#]*))?$/is;
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;
// Also of stores other than AWS, and of its early years.
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/i;
const REGION = /^[a-z0-9-]{1,32}$/;
const VERSION_ID = /^[\w.-]{1,1024}$/;
const MAX_KEY_BYTES = 1024;
const DEFAULT_PORTS: Readonly<Record<string, RegExp>> = { 's3+https': /:443$/, 's3+http': /:80$/ };
/** Goes with credentials that hold for a while, and is kept as they are. */
const SESSION_TOKEN = 'X-Amz-Security-Token';
const PARAMETERS = ['versionId', 'region', SESSION_TOKEN];

/** Where an object lies; in the store that the operator chose when no endpoint is named. */
export interface S3Location {
  endpoint?: URL;
  bucket: string;
  key: string;
}

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/**
 * `s3://bucket/key`, or `s3+https://host/bucket/key` where the store is named, with credentials or without. Of a key `%`, `?`
 * and `#` are escaped, everything else may be.
 */
export function parseS3Source(text: string): ParsedSource {
  const [address, fragment] = splitFragment(text);
  const [, scheme = '', userInfo, place = '', path = '', query = ''] = ADDRESS.exec(address) ?? [];
  const named = scheme.toLowerCase();
  const { store, bucket, key } = named === 's3' ? ofBucket(place, path) : ofHost(named, place, path);
  const encoded = encodedKey(key);
  if (!BUCKET.test(bucket) || encoded === undefined) throw unreadable(text);
  const parameters = parametersIn(query, { text, hasCredentials: userInfo !== undefined });
  const url = `${named}://${store}${bucket}/${encoded}`;
  const secretUrl = `${url.replace('://', `://${userInfo ?? ''}@`)}?${query}`;
  if (userInfo !== undefined && s3CredentialsIn(secretUrl) === undefined) throw unreadable(text);
  const checksum = fragment === undefined ? {} : { checksum: checksumIn(fragment) };
  return {
    source: { kind: 's3', url, ...parameters, ...checksum },
    ...(userInfo === undefined ? {} : { secretUrl }),
  };
}

export function describeS3Source({ url, subPath, versionId, region }: S3Source): string {
  const query = Object.entries({ versionId, region }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  return `${url}${subPath === undefined ? '' : `//${subPath}`}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/** Of a source that was parsed. */
export function s3LocationOf({ url }: Pick<S3Source, 'url'>): S3Location {
  const [, scheme = '', , place = '', path = ''] = ADDRESS.exec(url) ?? [];
  if (scheme === 's3') return { bucket: place, key: decodeURIComponent(path) };
  const [bucket = '', ...rest] = path.split('/');
  const endpoint = new URL(`${scheme.replace('s3+', '')}://${place}`);
  return { endpoint, bucket, key: decodeURIComponent(rest.join('/')) };
}

/** Nothing when it holds none that are whole. */
export function s3CredentialsIn(secretUrl: string): S3Credentials | undefined {
  const [, , userInfo = '', , , query = ''] = ADDRESS.exec(secretUrl) ?? [];
  const [accessKeyId = '', secretAccessKey = '', ...more] = userInfo.split(':').map(decoded);
  if (accessKeyId === '' || secretAccessKey === '' || more.length > 0) return undefined;
  const sessionToken = new URLSearchParams(query.replaceAll('+', '%2B')).get(SESSION_TOKEN);
  return { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) };
}

function ofBucket(bucket: string, path: string) {
  return { store: '', bucket, key: decoded(path) };
}

function ofHost(scheme: string, place: string, path: string) {
  const host = place.toLowerCase().replace(DEFAULT_PORTS[scheme] ?? '', '');
  const [bucket = '', ...rest] = path.split('/');
  const isHost = HOST.test(host) && URL.canParse(`https://${host}/`);
  return { store: `${host}/`, bucket: isHost ? bucket : '', key: decoded(rest.join('/')) };
}

/** Nothing for what names no object, or would be another one by the time it arrives: paths lose their `.` and `..` on the way. */
function encodedKey(key: string): string | undefined {
  const names = key.split('/');
  const isFine =
    key !== '' &&
    !key.endsWith('/') &&
    !names.some((name) => name === '.' || name === '..') &&
    !/[\u0000-\u001f\u007f]/.test(key) &&
    key.isWellFormed() &&
    new TextEncoder().encode(key).length <= MAX_KEY_BYTES;
  return isFine ? names.map(encodeURIComponent).join('/') : undefined;
}

function parametersIn(query: string, { text, hasCredentials }: { text: string; hasCredentials: boolean }) {
  const given = [...new URLSearchParams(query)];
  const names = given.map(([name]) => name);
  const unknown = names.find((name, at) => !PARAMETERS.includes(name) || names.indexOf(name) !== at);
  if (unknown !== undefined || (names.includes(SESSION_TOKEN) && !hasCredentials)) throw unreadable(text);
  const { versionId, region } = Object.fromEntries(given) as Partial<Record<string, string>>;
  if (!VERSION_ID.test(versionId ?? '0') || !REGION.test(region ?? '0')) throw unreadable(text);
  return { ...(versionId === undefined ? {} : { versionId }), ...(region === undefined ? {} : { region }) };
}

/** A percent sign that begins no code stands for itself. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes;
    }
  });
}

function unreadable(text: string): RejectedError {
  return new RejectedError('SOURCE_INVALID', `'${showUnreadable(text)}' names no object of a bucket.`, {
    hint:
      'Write it as s3://bucket/key, or s3+https://host/bucket/key where the store is not the one of PACKYARD_S3_ENDPOINT; behind it may stand ' +
      '?versionId=… and region=…, before it KEY_ID:SECRET@, with %2F for a slash of the secret. The key has no . or .. between slashes.',
  });
}

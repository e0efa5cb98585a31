import { RejectedError } from '@packyard/contracts';
import type { HttpAnswer } from '@packyard/network';
import { OtherRegionError } from './other-region-error';

interface Asked {
  /** As the user knows it. */
  subject: string;
  bucket: string;
  /** Where the store is. */
  endpoint: string;
  region: string;
  /** Withheld is a key that is known, and does not go there like this. */
  signed: 'signed' | 'anonymous' | 'withheld';
}

type Words = readonly [ErrorCode: ConstructorParameters<typeof RejectedError>[0], what: string, hint: string];

const MAX_BODY_BYTES = 64 * 1024;
const REGION = /^[a-z0-9-]{1,32}$/;
const DENIED = 'SOURCE_AUTHENTICATION_FAILED';
const GIVE =
  'Give a key that may read it (s3:GetObject): s3 of its host in PACKYARD_HOST_ACCESS, or s3://KEY_ID:SECRET@bucket/key with a token of its session.';

/** What a store says in the body of its refusal; nothing where its status says as much. */
export async function explainRefusal(asked: Asked, answer: HttpAnswer): Promise<Error | undefined> {
  const { statusCode, headers } = answer;
  const body = await startOf(answer.body);
  const code = elementOf(body, 'Code') ?? '';
  const region = [headers['x-amz-bucket-region'], elementOf(body, 'Region'), expectedRegionIn(body)].find(
    (told) => typeof told === 'string' && REGION.test(told) && told !== asked.region,
  );
  const isElsewhere = statusCode < 400 || REGION_CODES.includes(code);
  if (isElsewhere && typeof region === 'string') return new OtherRegionError(asked.subject, region);
  const words = wordsFor(code, asked, headers) ?? (statusCode === 403 ? denied(asked) : undefined);
  if (words === undefined) return undefined;
  const [error, what, hint] = words;
  return new RejectedError(error, `${asked.subject}: ${what}${code === '' ? '' : ` (${code})`}.`, { hint });
}

const REGION_CODES = ['PermanentRedirect', 'TemporaryRedirect', 'AuthorizationHeaderMalformed', 'InvalidRegion'];

function wordsFor(code: string, asked: Asked, headers: HttpAnswer['headers']): Words | undefined {
  const { bucket, endpoint } = asked;
  const store = `the store at ${endpoint}`;
  const wrongKey = `Look for a typing error in the key that was given for ${endpoint}, and ask who runs the store whether it still counts.`;
  const words: Readonly<Record<string, Words>> = {
    NoSuchBucket: ['SOURCE_NOT_FOUND', `${store} has no bucket '${bucket}'`, NO_BUCKET],
    NoSuchKey: ['SOURCE_NOT_FOUND', `the bucket '${bucket}' has no such object`, NO_KEY],
    NoSuchVersion: ['SOURCE_NOT_FOUND', 'the object has no such version', 'Name another versionId, or leave it out.'],
    MethodNotAllowed: ['SOURCE_NOT_FOUND', 'that version says that it was deleted', 'Name another versionId.'],
    InvalidObjectState: [
      'SOURCE_NOT_FOUND',
      'the object is in an archive that gives nothing out at once',
      'Have it restored there, or copied into another storage class.',
    ],
    AccessDenied: denied(asked),
    InvalidAccessKeyId: [DENIED, `${store} does not know the key that it was signed with`, wrongKey],
    SignatureDoesNotMatch: [DENIED, `${store} found the signature to be wrong`, `${wrongKey} ${ON_THE_WAY}`],
    ExpiredToken: [DENIED, 'the session that the key belongs to has ended', 'Give the key and the token of a new one.'],
    InvalidToken: [DENIED, 'the token of the session is not valid', 'Give the key and the token of one session.'],
    RequestTimeTooSkewed: [DENIED, skewIn(headers), 'Set the clock of the machine that the worker runs on, by NTP.'],
  };
  return Object.hasOwn(words, code) ? words[code] : undefined;
}

const NO_BUCKET =
  'Look for a typing error; for a store other than the one of PACKYARD_S3_ENDPOINT write s3+https://host/bucket/key.';
const NO_KEY = 'Look for a typing error in the key: large and small letters differ, and + is no blank.';
const ON_THE_WAY = 'A proxy before the store must pass on the host and the path as they are.';

/** Stores don't tell whether there is an object to who may not list the bucket. */
function denied({ signed, endpoint }: Asked): Words {
  const hidden = 'Of who may not list the bucket (s3:ListBucket), objects that are not there are refused likewise.';
  const ways = {
    signed: ['its key may not read it, or there is no such object', `${GIVE} ${hidden}`],
    anonymous: ['not everybody may read it, or there is no such object', `${GIVE} ${hidden}`],
    withheld: [
      `it was asked for without the key of ${endpoint}, which goes over verified HTTPS only`,
      `Leave verify_ssl on and use HTTPS, or have "http://" before the host in PACKYARD_HOST_ACCESS. ${hidden}`,
    ],
  } as const;
  return [DENIED, ...ways[signed]];
}

function skewIn({ date }: HttpAnswer['headers']): string {
  const theirs =
    date === undefined || Number.isNaN(Date.parse(date)) ? '' : `, where it is ${new Date(date).toISOString()}`;
  return `it is ${new Date().toISOString()} here, which is too far from the time of the store${theirs}`;
}

/** What an element without children holds. Of an answer that anybody may have made up, no more is read. */
function elementOf(body: string, name: string): string | undefined {
  return new RegExp(`<${name}>([\\w.-]{1,64})</${name}>`).exec(body)?.[1];
}

function expectedRegionIn(body: string): string | undefined {
  return /expecting '([a-z0-9-]{1,32})'/.exec(body)?.[1];
}

async function startOf(body: HttpAnswer['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('utf8');
}

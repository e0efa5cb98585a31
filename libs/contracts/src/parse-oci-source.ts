import { RejectedError } from './errors';
import { MaskedUrl } from './masking';
import type { ParsedSource } from './parsed-source';
import { showUnreadable } from './show-unreadable';
import type { OciSource } from './source';

const ADDRESS = /^(oci(?:\+http)?):\/\/((?:[^/@]*@)?[^/@]+)\/([^@:]+)(?::([^@:]+))?(?:@(.+))?$/i;
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;
// As the distribution specification has them.
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const MAX_REPOSITORY_LENGTH = 255;

/** `oci://host/repository:tag`, `oci://host/repository@sha256:…`, with credentials or without. */
export function parseOciSource(text: string): ParsedSource {
  const [, scheme = '', place = '', repository = '', tag, digest] = ADDRESS.exec(text) ?? [];
  const host = place.slice(place.lastIndexOf('@') + 1).toLowerCase();
  const isReadable =
    HOST.test(host) &&
    repository.length <= MAX_REPOSITORY_LENGTH &&
    REPOSITORY.test(repository) &&
    (tag === undefined || TAG.test(tag)) &&
    (digest === undefined || DIGEST.test(digest));
  if (!isReadable || !URL.canParse(`${scheme}://${place}/`)) throw unreadable(text);
  const url = `${scheme.toLowerCase()}://${host}/${repository}`;
  const secret = new MaskedUrl(`${scheme}://${place}/${repository}`);
  return {
    source: { kind: 'oci', url, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) },
    ...(secret.hasSecret ? { secretUrl: secret.reveal().href } : {}),
  };
}

export function describeOciSource({ url, tag, digest }: OciSource): string {
  return `${url}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function unreadable(text: string): RejectedError {
  return new RejectedError(
    'SOURCE_INVALID',
    `'${showUnreadable(text)}' names no artifact in a registry of containers.`,
    {
      hint: 'Write it as oci://host/repository:tag or oci://host/repository@sha256:<digest>, in small letters, without ? and #.',
    },
  );
}

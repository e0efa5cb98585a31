import { RejectedError } from './errors';

const SUM_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha512: 128, sha1: 40, md5: 32 };

/** What stands behind the first `#`, with its escapes undone where they are any. */
export function splitFragment(text: string): [string, string | undefined] {
  const at = text.indexOf('#');
  return at === -1 ? [text, undefined] : [text.slice(0, at), unescaped(text.slice(at + 1))];
}

/**
 * A branch, tag or commit, as it is given to git.
 * @throws RejectedError SOURCE_INVALID when the text can't be one
 */
export function checkedRefSpec(refSpec: string): string {
  const isFine =
    /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_./+@#=,%&!()-]*$/u.test(refSpec) && !/\.\.|@\{|\/\/|[./]$|\.lock$/.test(refSpec);
  if (isFine && refSpec.length <= 255) return refSpec;
  throw new RejectedError('SOURCE_INVALID', `'${refSpec.slice(0, 200)}' can't be a branch, tag or commit.`, {
    hint: 'Use letters, digits and . _ / + @ - # = , not starting with a dash, with no blank and no two dots in a row.',
  });
}

/**
 * `sha256=…` or `sha256:…` behind an archive's `#`, as the checksum that it stands for.
 * @throws RejectedError SOURCE_INVALID for any other fragment: there is nothing in an archive that it could mean
 */
export function checksumIn(fragment: string): string {
  const [, algorithm = '', sum = ''] = /^(?:checksum=)?(\w+)[=:]([0-9a-f]+)$/i.exec(fragment) ?? [];
  if (SUM_LENGTHS[algorithm.toLowerCase()] === sum.length) return `${algorithm}:${sum}`.toLowerCase();
  const shown = fragment.slice(0, 100).replace(/[^\x20-\x7e]/g, '?');
  throw new RejectedError('SOURCE_INVALID', `The archive's '#${shown}' means nothing.`, {
    hint: 'Behind the # of an archive only its checksum can stand, such as #sha256=<64 hexadecimal digits>; branches are for git sources.',
  });
}

function unescaped(text: string): string {
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const DIGEST = /@sha256:[^@]*$/;
/** What stands between a user's name and a password, or in front of both. */
const PARTED = /[:;]|%3a|\/\//i;
/** No range has dots and then a slash: what stands before such a host is a token. */
const BEFORE_HOST = /(?:@|%40)(?:[\w-]+\.)+[\w-]+(?::\d+)?\//;

/** A text that could not be read as a source, without what may be secret in it, on one line. */
export function showUnreadable(text: string): string {
  return withoutUserInfo(text)
    .replace(/\?.*/s, '?***')
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, '?');
}

/** Before the last `@` of what may be user info there may be a password, however both were written. */
function withoutUserInfo(whole: string): string {
  const [digest = ''] = DIGEST.exec(whole) ?? [];
  const text = digest === '' ? whole : whole.slice(0, -digest.length);
  const at = Math.max(text.lastIndexOf('@'), text.lastIndexOf('%40'));
  const before = text.slice(0, Math.max(at, 0));
  if (!PARTED.test(before) && !BEFORE_HOST.test(text)) return whole;
  const [start = ''] = /^(?:[a-z][a-z0-9+.-]{0,31}:)?\/\//i.exec(before) ?? [];
  return `${start}***${text.slice(at)}${digest}`;
}

const DIGEST = /@sha256:[^@]*$/;

/** A text that could not be read as a source, without what may be secret in it, on one line. */
export function showUnreadable(text: string): string {
  return withoutUserInfo(text)
    .replace(/\?.*/, '?***')
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, '?');
}

/** Before the last `@` of what has a colon or two slashes there may be a password, however it was written. */
function withoutUserInfo(whole: string): string {
  const [digest = ''] = DIGEST.exec(whole) ?? [];
  const text = digest === '' ? whole : whole.slice(0, -digest.length);
  const at = text.lastIndexOf('@');
  const before = text.slice(0, Math.max(at, 0));
  if (!before.includes(':') && !before.includes('//')) return whole;
  const [start = ''] = /^(?:[a-z][a-z0-9+.-]{0,31}:)?\/\//i.exec(before) ?? [];
  return `${start}***${text.slice(at)}${digest}`;
}

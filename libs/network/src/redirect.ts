import { MaskedUrl, maskText, RejectedError, UnavailableError } from '@packyard/contracts';
import { withoutUserInfo } from './user-info';

const SHOWN_LENGTH = 200;

/** @throws UnavailableError SOURCE_UNAVAILABLE when it is no URL, RejectedError SOURCE_FORBIDDEN when it is less safe */
export function redirected(from: URL, location: string): URL {
  const subject = String(new MaskedUrl(from.href));
  if (!URL.canParse(location, withoutUserInfo(from).href)) {
    const shown = maskText(location.replace(/\?.*/s, '?***')).slice(0, SHOWN_LENGTH);
    throw new UnavailableError('SOURCE_UNAVAILABLE', `${subject} redirects to '${shown}', which is no URL.`, {
      hint: 'Ask who runs the server, or give the URL where the redirects end.',
    });
  }
  const to = new URL(location, withoutUserInfo(from));
  if (to.protocol !== 'https:' && (from.protocol === 'https:' || to.protocol !== 'http:')) {
    throw new RejectedError(
      'SOURCE_FORBIDDEN',
      `${subject} redirects to ${to.protocol}//${to.host}, which is less safe.`,
      { hint: 'Give the URL where the redirects end, if you trust it.' },
    );
  }
  if (to.host === from.host && to.protocol === from.protocol && !to.username) {
    to.username = from.username;
    to.password = from.password;
  }
  return to;
}

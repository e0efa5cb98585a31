import { isAbsolute } from 'node:path';
import { MaskedUrl } from '@packyard/contracts';

/** How a registry's place is written for people. */
export function shownLocation(location: string): string {
  return isAbsolute(location) || !URL.canParse(location) ? location : String(new MaskedUrl(location));
}

import { parseVersion } from './version';
import { readRange } from './range';

/**
 * What of an offer satisfies a range, in the order given. As pip has it, pre-releases count where the range names one, and
 * where nothing else would do.
 */
export function fittingVersions<Offer extends { version: string }>(offers: readonly Offer[], range: string): Offer[] {
  const wanted = readRange(range);
  const parsed = offers.flatMap((offer) => {
    const version = parseVersion(offer.version);
    return version === undefined ? [] : [{ offer, version }];
  });
  const fitting = parsed.filter(({ version }) => wanted.includes(version));
  const chosen = fitting.length > 0 ? fitting : parsed.filter(({ version }) => wanted.spans(version));
  return chosen.map(({ offer }) => offer);
}

/** Whether it is a version that comes before a release. */
export function isPrerelease(version: string): boolean {
  return (parseVersion(version)?.prerelease.length ?? 0) > 0;
}

import { isWithinRange } from '@packyard/pack';
import type { Need } from '@packyard/schema';

/** Which version of each pack is enabled; packs that are not in the map have none. */
export type EnabledVersions = ReadonlyMap<string, string>;

/** What enabled packs need and have no more. What was lacking before is no reason to refuse a change. */
export function newlyBroken(needs: readonly Need[], before: EnabledVersions, after: EnabledVersions): Need[] {
  return needs.filter((need) => isMet(need, before) && !isMet(need, after));
}

export function isMet({ ref, range }: Need, enabled: EnabledVersions): boolean {
  const version = enabled.get(ref);
  return version !== undefined && isWithinRange(version, range);
}

/** `deploy 1.2.0 needs slack ^1, reports 3.0.0 needs slack *`. */
export function describeNeeds(needs: readonly Need[]): string {
  return needs
    .map(({ dependant, dependantVersion, ref, range }) => `${dependant} ${dependantVersion} needs ${ref} ${range}`)
    .join(', ');
}

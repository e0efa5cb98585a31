import { isDeepStrictEqual } from 'node:util';
import type { ComponentDifference } from '@packyard/schema';

export interface ComponentChange {
  kind: string;
  ref: string;
}

/** What one version of a pack contains more, less or otherwise than another, by kind and name. */
export interface ComponentChanges {
  added: ComponentChange[];
  changed: (ComponentChange & { fields: string[] })[];
  removed: ComponentChange[];
}

export function componentChanges(differences: readonly ComponentDifference[]): ComponentChanges {
  const those = (change: ComponentDifference['change']) =>
    differences.filter((difference) => difference.change === change);
  return {
    added: those('added').map(named),
    changed: those('changed').map((difference) => ({ ...named(difference), fields: changedFields(difference) })),
    removed: those('removed').map(named),
  };
}

function named({ kind, ref }: ComponentDifference): ComponentChange {
  return { kind, ref };
}

/** Names of the top-level fields that differ. */
function changedFields({ former, next }: ComponentDifference): string[] {
  const [before, after] = [former, next].map((definition) => ({ ...(definition as Record<string, unknown>) }));
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].filter((name) => !isDeepStrictEqual(before?.[name], after?.[name])).sort();
}

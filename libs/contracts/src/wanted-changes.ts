import { z } from 'zod';
import { WantedPackView, type WantedView } from './node-views';

/** Who accepts it is told what changed since the state that it has, wherever the service still knows that one. */
export const WANTED_CHANGES_TYPE = 'application/vnd.packyard.wanted-changes+json';

export const WantedChangesView = z.object({
  base: z.string().describe('The state that this is to be applied to.'),
  state: z.string().describe('As in all that is wanted.'),
  generation: z.int(),
  changed: z.array(WantedPackView).describe('What is new, or not as it was, whole each of them.'),
  removed: z.array(z.string()).describe('Names of packs that are wanted no more.'),
  digest: z.string().describe('Of all that is wanted then: docs/nodes.md says of which text.'),
});
export type WantedChangesView = z.infer<typeof WantedChangesView>;

/** All that is wanted after the changes. Whether it is what the service has, the digest of {@link wantedText} says. */
export function withChanges({ packs }: WantedView, changes: WantedChangesView): WantedView {
  const all = new Map(packs.map((pack) => [pack.ref, pack]));
  for (const ref of changes.removed) all.delete(ref);
  for (const pack of changes.changed) all.set(pack.ref, pack);
  const { state, generation } = changes;
  return { state, generation, packs: [...all.values()].sort(byName) };
}

/** What the digest is made of: the same text for the same content, whatever order of fields an answer or a file has. */
export function wantedText({ generation, packs }: Pick<WantedView, 'generation' | 'packs'>): string {
  return JSON.stringify([generation, packs.map(fieldsOf)]);
}

function fieldsOf({ ref, version, digest, storage_path: path, content, environments }: WantedPackView): unknown[] {
  const of = environments.map((one) => [one.runtime, one.fingerprint, one.path, one.platform, one.content]);
  return [ref, version, digest, path, content, of];
}

/** As the service has them: by their characters' numbers, as names of packs have nothing but ASCII. */
function byName(one: WantedPackView, other: WantedPackView): number {
  if (one.ref === other.ref) return 0;
  return one.ref < other.ref ? -1 : 1;
}

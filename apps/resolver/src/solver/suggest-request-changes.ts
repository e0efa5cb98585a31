import { isWithinRange } from '@packyard/pack';
import { factsBehind } from './incompatibility';
import type { Incompatibility } from './version-domain';
import type { Asking, Candidate, Change, Root } from './problem';
import { compareByRef } from './compare-by-ref';
import { type Search } from './search';
import { joinWords, wish } from './message-wording';

interface Refused {
  conflict: Incompatibility;
  root: Root;
  /** What works without it. */
  accepted: readonly Root[];
}

const MAX_TRIED = 12;
const MAX_CHANGES = 3;

/** The smallest changes of the request with which all of it works, each of them tried. */
export function* changesFor(search: Search, refused: Refused): Asking<Change[]> {
  const changes: Change[] = [];
  for (const change of possibleChanges(refused).slice(0, MAX_TRIED)) {
    if (changes.length === MAX_CHANGES) break;
    const found = yield* search.find(changed(refused, change));
    if (!('chosen' in found)) continue;
    changes.push(change.kind === 'leave out' ? change : narrowed(change, found.chosen));
  }
  return changes;
}

/** As a hint for people; nothing when there is none. */
export function describeChanges(changes: readonly Change[]): string | undefined {
  const asked = changes
    .filter((change) => change.kind === 'ask for')
    .map(({ ref, range, isInRequest }) =>
      isInRequest ? `ask for ${wish(ref, range)}` : `ask for ${wish(ref, range)} in the same request`,
    );
  const left = changes.filter((change) => change.kind === 'leave out').map(({ ref }) => ref);
  const all = [...asked, ...(left.length === 0 ? [] : [`leave out ${joinWords(left, 'or')}`])];
  if (all.length === 0) return undefined;
  const text = joinWords(all, 'or');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The request with a change applied. */
export function changed({ accepted, root }: Pick<Refused, 'accepted' | 'root'>, change: Change): Root[] {
  const roots = [...accepted, root];
  if (change.kind === 'leave out') return roots.filter(({ ref }) => ref !== change.ref);
  const asked: Root = roots.find(({ ref }) => ref === change.ref) ?? { id: root.id, ref: change.ref, range: '*' };
  const { isFixed: _source, ...free } = asked;
  return [...roots.filter(({ ref }) => ref !== change.ref), { ...free, range: change.range }];
}

function possibleChanges({ conflict, root }: Refused): Change[] {
  const facts = factsBehind(conflict);
  const wanted = facts.flatMap((fact) => (fact.kind === 'wanted' ? [fact.root] : [])).sort(compareByRef);
  const staying = facts.flatMap((fact) => (fact.kind === 'stays' ? [fact.by.ref] : [])).sort();
  const askFor = (ref: string, isInRequest: boolean): Change => ({ kind: 'ask for', ref, range: '*', isInRequest });
  return [
    ...wanted.filter(({ range, isFixed }) => isFixed === true || range !== '*').map(({ ref }) => askFor(ref, true)),
    ...[...new Set(staying)].filter((ref) => ref !== root.ref).map((ref) => askFor(ref, false)),
    ...(wanted.length < 2 ? [] : wanted.map(({ ref }): Change => ({ kind: 'leave out', ref }))),
  ];
}

/** The version that it came down to, as a range. */
function narrowed(change: Extract<Change, { kind: 'ask for' }>, chosen: ReadonlyMap<string, Candidate>): Change {
  const version = chosen.get(change.ref)?.version;
  if (version === undefined) return change;
  const short = `^${version.replace(/^v/, '').split('.').slice(0, 2).join('.')}`;
  const isPlain = /^\^[1-9]\d*\.\d+$/.test(short) && isWithinRange(version, short);
  return { ...change, range: isPlain ? short : version };
}

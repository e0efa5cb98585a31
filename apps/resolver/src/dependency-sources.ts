import { describeSource, parseSource, type Source } from '@packyard/contracts';
import type { ExecutionPackEntity, NewExecutionPack } from '@packyard/schema';
import type { WaitingPack, ResolutionRound } from './resolution-round';
import type { Rejection } from './solver/problem';

/** Packs that dependencies name by their source, and that this execution has not asked for yet. */
export function packsToAddBySource(
  { waiting }: Pick<ResolutionRound, 'waiting'>,
  rows: readonly ExecutionPackEntity[],
): NewExecutionPack[] {
  const known = new Set(rows.map((row) => keyOf(row.source)));
  const given = new Set(rows.flatMap(({ origin, ref }) => (origin === 'request' && ref !== null ? [ref] : [])));
  const missing = new Map<string, NewExecutionPack>();
  for (const { manifest } of waiting) {
    for (const { ref, place } of manifest.dependencies) {
      if (place === undefined || given.has(ref)) continue;
      const { source } = parseSource(place);
      const key = keyOf(source);
      if (known.has(key)) continue;
      const sourceText = describeSource(source);
      const chosenBecause = `${manifest.ref} ${manifest.version} requires ${ref} from ${sourceText}`;
      missing.set(key, { sourceText, source, ref, chosenBecause });
    }
  }
  return [...missing.values()];
}

/** Packs whose dependency turned out to be another pack than the one that its source is called after. */
export function mismatchedSources({ waiting }: Pick<ResolutionRound, 'waiting'>): Rejection[] {
  const bySource = new Map(waiting.map((pack) => [keyOf(pack.row.source), pack]));
  return waiting.flatMap((pack) => {
    const wrong = pack.manifest.dependencies.find(({ ref, place }) => {
      const there = place === undefined ? undefined : bySource.get(keyOf(parseSource(place).source));
      return there !== undefined && there.manifest.ref !== ref;
    });
    return wrong === undefined ? [] : [rejection(pack, wrong, bySource)];
  });
}

/** The database keeps the fields of a source in an order of its own. */
function keyOf(source: Source): string {
  return JSON.stringify(Object.entries(source).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function rejection(
  { row, manifest }: WaitingPack,
  { ref, place = '' }: { ref: string; place?: string | undefined },
  bySource: ReadonlyMap<string, WaitingPack>,
): Rejection {
  const there = bySource.get(keyOf(parseSource(place).source))?.manifest.ref ?? '';
  return {
    id: row.id,
    code: 'DEPENDENCY_CONFLICT',
    message: `${manifest.ref} ${manifest.version} requires ${place}, which is called after a pack ${ref}, but holds the pack ${there}.`,
    hint: `Name the dependency ${there} in its pack.yaml, and submit ${place} in the same request.`,
  };
}

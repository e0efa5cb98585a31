import {
  type GraphNeedView,
  type GraphPackView,
  type OutdatedPackView,
  type OutdatedView,
  PackyardError,
  RejectedError,
} from '@packyard/contracts';
import { compareVersions, isPrerelease, isWithinRange } from '@packyard/pack';
import type { RegistryCatalog } from '@packyard/registry';
import type { GraphViews } from './graph-views';

const MAX_MS = 60_000;

/** Which enabled packs have newer releases in the registries. */
export class OutdatedViews {
  constructor(
    private readonly graphs: GraphViews,
    private readonly registries: Pick<RegistryCatalog, 'versionsFor'>,
  ) {}

  /** @throws RejectedError PACK_NOT_FOUND or PACK_NOT_ENABLED, when `ref` is none of the enabled packs */
  async read(ref?: string): Promise<OutdatedView> {
    const { packs, needs } = await this.graphs.all();
    const enabled = ref === undefined ? packs.filter(({ status }) => status === 'Enabled') : [pick(packs, ref)];
    const versionsOf = this.registries.versionsFor({ verifySsl: true, signal: AbortSignal.timeout(MAX_MS) });
    const outdated: OutdatedPackView[] = [];
    const unknown: string[] = [];
    const warnings = new Set<string>();
    for (const { ref: name, version } of enabled) {
      try {
        const offers = (await versionsOf(name)).map((offer) => offer.version);
        if (offers.length === 0) unknown.push(name);
        const newer = newerThan({ ref: name, version: version ?? '' }, offers, needs);
        if (newer !== undefined) outdated.push(newer);
      } catch (error) {
        if (!(error instanceof PackyardError)) throw error;
        warnings.add(error.message);
      }
    }
    return { packs: outdated, unknown, warnings: [...warnings] };
  }
}

/** What is newer than the enabled version, and how far those that need the pack let it go; nothing when nothing is. */
export function newerThan(
  { ref, version }: { ref: string; version: string },
  offers: readonly string[],
  needs: readonly GraphNeedView[],
): OutdatedPackView | undefined {
  const newer = offers
    .filter((offer) => !isPrerelease(offer) && compareVersions(offer, version) > 0)
    .sort(compareVersions);
  const latest = newer.at(-1);
  if (latest === undefined) return undefined;
  const limits = needs.filter(({ to, is_met: isMet }) => to === ref && isMet);
  const isAccepted = (offer: string) => limits.every(({ range }) => isWithinRange(offer, range));
  const held = limits.filter(({ range }) => !isWithinRange(latest, range));
  return {
    ref,
    version,
    wanted: newer.findLast(isAccepted) ?? null,
    latest,
    held_back_by: held.map(({ from, range }) => ({ from, range })),
  };
}

function pick(packs: readonly GraphPackView[], ref: string): GraphPackView {
  const found = packs.find((pack) => pack.ref === ref);
  if (found?.status === 'Enabled') return found;
  const isInstalled = found?.status === 'Disabled';
  throw new RejectedError(
    isInstalled ? 'PACK_NOT_ENABLED' : 'PACK_NOT_FOUND',
    `Pack '${ref.slice(0, 100)}' ${isInstalled ? 'is not enabled' : 'not found'}`,
    { hint: 'List the packs to see which are installed and enabled.', unknown: { kind: 'pack', name: ref } },
  );
}

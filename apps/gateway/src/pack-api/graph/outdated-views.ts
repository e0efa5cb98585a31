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
import { AbortTimer } from '@packyard/sandbox';
import type { GraphViews } from './graph-views';

// Clients such as the command line wait for a minute, and get what is known by then.
const MAX_MS = 45_000;

/** Which enabled packs have newer releases in the registries. */
export class OutdatedViews {
  constructor(
    private readonly graphs: Pick<GraphViews, 'all'>,
    private readonly registries: Pick<RegistryCatalog, 'versionsFor'>,
    private readonly maxMs = MAX_MS,
  ) {}

  /** @throws RejectedError PACK_NOT_FOUND or PACK_NOT_ENABLED, when `ref` is none of the enabled packs */
  async read(ref?: string): Promise<OutdatedView> {
    const { packs, needs } = await this.graphs.all();
    const enabled = ref === undefined ? packs.filter(({ status }) => status === 'Enabled') : [pick(packs, ref)];
    const timer = new AbortTimer(this.maxMs);
    try {
      return await this.compare(enabled, needs, timer);
    } finally {
      timer.stop();
    }
  }

  /** What can't be found out, or not in time, is said in the warnings. */
  private async compare(
    enabled: readonly GraphPackView[],
    needs: readonly GraphNeedView[],
    timer: AbortTimer,
  ): Promise<OutdatedView> {
    const versionsOf = this.registries.versionsFor({ verifySsl: true, signal: timer.signal });
    const outdated: OutdatedPackView[] = [];
    const unknown: string[] = [];
    const warnings = new Set<string>();
    for (const { ref, version } of enabled) {
      try {
        const offers = (await versionsOf(ref)).map((offer) => offer.version);
        if (offers.length === 0) unknown.push(ref);
        const newer = newerThan({ ref, version: version ?? '' }, offers, needs);
        if (newer !== undefined) outdated.push(newer);
      } catch (error) {
        if (!timer.isUp && !(error instanceof PackyardError)) throw error;
        warnings.add(timer.isUp ? tooSlow(ref, this.maxMs) : (error as PackyardError).message);
        if (timer.isUp) break;
      }
    }
    return { packs: outdated, unknown, warnings: [...warnings] };
  }
}

function tooSlow(ref: string, maxMs: number): string {
  return `The registries did not answer within ${maxMs / 1000} seconds: ${ref} and the packs after it were not looked up.`;
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

import type { RuntimeName } from '@packyard/contracts';
import { isWithinRange } from '@packyard/pack';
import type { WaitingPack, ResolutionRound } from './resolution-round';

interface Known {
  round: ResolutionRound;
  /** Refs that the platform itself provides. */
  provided: ReadonlySet<string>;
  missing: readonly RuntimeName[];
}

/** `core.register_packs` takes packs as they are. What they lack is said, for nothing else would before they are used. */
export function registrationWarnings({ manifest }: WaitingPack, { round, provided, missing }: Known): string[] {
  if (round.options.action !== 'core.register_packs') return [];
  const there = [...round.enabled, ...round.waiting.map((pack) => pack.manifest)];
  const lacking = manifest.dependencies.filter(
    ({ ref, range }) =>
      !provided.has(ref) && !there.some((pack) => pack.ref === ref && isWithinRange(pack.version, range)),
  );
  return [
    ...lacking.map(({ ref, range }) => `The pack needs ${ref} ${range}, which is not installed.`),
    ...missing.map(
      (runtime) => `The pack has no ${runtime} environment: run core.build_pack_envs and register it again.`,
    ),
  ];
}

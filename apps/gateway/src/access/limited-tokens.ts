import { SetMetadata } from '@nestjs/common';
import { describePrincipal, type ParsedSource, RejectedError, isWithin, type TokenLimits } from '@packyard/contracts';
import type { Caller } from './authenticator';

export const HEEDS_LIMITS = 'packyard:heeds-limits';
export const SHOWS_WORK_OF_OTHERS = 'packyard:shows-work-of-others';

/** For routes that look at the caller's limits themselves. All others that change anything refuse tokens with limits. */
export const HeedsLimits = () => SetMetadata(HEEDS_LIMITS, true);

/** For routes that show what others did, and can't tell whose it is. */
export const ShowsWorkOfOthers = () => SetMetadata(SHOWS_WORK_OF_OTHERS, true);

/** @throws RejectedError FORBIDDEN */
export function assertSourcesWithin(
  limits: TokenLimits | null,
  action: string,
  sources: readonly ParsedSource[],
): void {
  if (limits?.sources === undefined) return;
  if (action !== 'core.install_packs') throw limited(`a token that is limited to sources may not run ${action}`);
  const outside = sources.find(({ source }) => !isWithin(limits, source));
  if (outside !== undefined) throw limited(`the token may install from ${limits.sources.join(', ')} only`);
}

/** Whose executions the caller sees: everybody's when undefined. */
export function onlyOwnOf({ actor, limits }: Pick<Caller, 'actor' | 'limits'>): Caller['actor'] | undefined {
  return limits?.own_executions === true ? actor : undefined;
}

/** Whose executions the caller cancels: of a token with any limits, its own. */
export function ownOrNothing({ actor, limits }: Pick<Caller, 'actor' | 'limits'>): Caller['actor'] | undefined {
  return limits === null ? undefined : actor;
}

export function limitedTokenRefused(actor: Caller['actor']): RejectedError {
  return limited(`the ${describePrincipal(actor)} is limited, and this is beyond its limits`);
}

function limited(why: string): RejectedError {
  return new RejectedError('FORBIDDEN', `Insufficient permissions: ${why}`, {
    hint: 'Use a token without these limits; packyard auth token list shows those of each.',
  });
}

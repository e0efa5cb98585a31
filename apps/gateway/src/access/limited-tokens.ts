import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import {
  type Action,
  type Actor,
  describePrincipal,
  describeSource,
  DOCUMENTED_DEFAULTS,
  isSourceAmong,
  limitsChanges,
  maskText,
  type ParsedSource,
  type Principal,
  RejectedError,
  sourcePatternsOf,
  type TokenLimits,
} from '@packyard/contracts';
import type { ExecutionEntity } from '@packyard/schema';

const MAX_SHOWN = 200;

export const HEEDS_LIMITS = 'packyard:heeds-limits';
export const SHOWS_WORK_OF_OTHERS = 'packyard:shows-work-of-others';

const LESS_LIMITED = 'Use a token without limits; packyard auth token list shows what each may do.';

type Requested = Pick<ExecutionEntity, 'requestedByKind' | 'requestedById'>;

interface Limited {
  actor: Actor;
  limits: TokenLimits | null;
}

/** The route itself looks at what the token is limited to. Others that change anything are closed to limited tokens. */
export const HeedsLimits = () => applyDecorators(SetMetadata(HEEDS_LIMITS, true), ApiExtension('x-heeds-limits', true));

/** The route shows what others did, and can't leave it out. */
export const ShowsWorkOfOthers = () => SetMetadata(SHOWS_WORK_OF_OTHERS, true);

/** Whose executions the caller may see; nothing when those of everybody. */
export function onlyOwnOf({ actor, limits }: Limited): Principal | undefined {
  return limits?.own_executions === true ? actor : undefined;
}

/** @throws RejectedError FORBIDDEN when the limits allow no more than to see it: whoever has any cancels only its own */
export function assertMayCancel(
  { actor, limits }: Limited,
  { requestedByKind: kind, requestedById: id }: Requested,
): void {
  if (limits === null || (actor.kind === kind && actor.id === id)) return;
  const what = `the ${describePrincipal(actor)} is limited, and cancels only what it requested itself`;
  throw new RejectedError('FORBIDDEN', `Insufficient permissions: ${what}.`, { hint: LESS_LIMITED });
}

export function limitedTokenRefused(actor: Actor): RejectedError {
  return new RejectedError('FORBIDDEN', `Insufficient permissions: the ${describePrincipal(actor)} is limited.`, {
    hint: LESS_LIMITED,
  });
}

/** @throws RejectedError FORBIDDEN when the limits don't allow to change this pack */
export function assertPackWithin(limits: TokenLimits | null, ref: string): void {
  if (limits === null || !limitsChanges(limits) || limits.packs?.includes(ref) === true) return;
  throw refused(`may not change the pack ${ref.slice(0, 100)}`, limits);
}

/** @throws RejectedError FORBIDDEN when the limits don't allow the action, or one of its sources */
export function assertSourcesWithin(
  limits: TokenLimits | null,
  { action, parameters, sources }: { action: Action; parameters: Record<string, unknown>; sources: ParsedSource[] },
): void {
  if (limits === null || !limitsChanges(limits)) return;
  if (action !== 'core.install_packs') throw refused(`may not run ${action}`, limits);
  // Whoever stands between could bring anything.
  if (parameters['verify_ssl'] === false) throw refused('may not leave out checking certificates', limits);
  // It may be any folder of the machine that requests may write to.
  const base = parameters['packs_base_dir'];
  if (base !== undefined && base !== DOCUMENTED_DEFAULTS.packs_base_dir)
    throw refused('may not name a packs_base_dir', limits);
  // What is built with a login is kept, and used for others who need the same.
  if (hasEntries(parameters['index_credentials'])) throw refused('may not bring index_credentials', limits);
  if (parameters['keep_only'] !== undefined) throw refused('may not disable what others have installed', limits);
  const patterns = sourcePatternsOf(limits) ?? [];
  const outside = sources.find((source) => !isSourceAmong(source, patterns));
  if (outside !== undefined)
    throw refused(`may not install ${describeSource(outside.source)}${registryClause(outside)}`, limits);
}

/** By its name alone it may be one that the token may install. */
function registryClause({ source }: ParsedSource): string {
  const named = source.kind === 'registry' ? source.registryUrl : undefined;
  return named === undefined ? '' : ` by the registry ${maskText(named).slice(0, MAX_SHOWN)} that the request names`;
}

function hasEntries(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

function refused(what: string, { sources, packs }: TokenLimits): RejectedError {
  const from = sources === undefined ? '' : ` from ${sources.join(', ')}`;
  const of = packs === undefined ? '' : ` the packs ${packs.join(', ')}`;
  return new RejectedError(
    'FORBIDDEN',
    `Insufficient permissions: the token ${what}, it may install${of}${from} only.`,
    {
      hint: 'Use another token, or ask for one that may: packyard auth token create --from … --pack …',
    },
  );
}

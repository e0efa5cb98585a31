import type { ExecutionId } from '@packyard/contracts';
import type { ExistingVersions, PackRowLock } from '@packyard/schema';
import type { RegistrationRequest } from './registration-request';

type Wishes = Pick<RegistrationRequest, 'enable' | 'mayReplace' | 'mustEnable' | 'executionId'> & {
  version: string;
  format: string;
  digest: string;
};

export type RegistrationDecision =
  | { refusal: 'name taken' }
  | { refusal: 'version exists'; sameVersion: NonNullable<ExistingVersions['sameVersion']> }
  | { refusal: 'superseded'; supersededBy: ExecutionId }
  | {
      refusal?: never;
      /** The installed version with the same content, which stays. */
      unchanged: ExistingVersions['sameVersion'];
      /** The installed version with other content, which it takes the place of. */
      replaced: ExistingVersions['sameVersion'];
      /** That one is the enabled one. */
      replacesEnabled: boolean;
      isEnabled: boolean;
      /** A later request has enabled another version, which stays enabled. */
      supersededBy: ExecutionId | undefined;
    };

/** Whether a version may be installed, and whether it becomes the enabled one: of requests for one pack the later one wins. */
export function decideRegistration(
  wishes: Wishes,
  { formats, sameVersion: existing, former }: ExistingVersions,
  { decidedByExecutionId }: Pick<PackRowLock, 'decidedByExecutionId'>,
): RegistrationDecision {
  const isBundle = wishes.format === 'gort';
  if (formats.some((other) => (other === 'gort') !== isBundle)) return { refusal: 'name taken' };
  const isSame = existing?.digest === wishes.digest;
  if (existing !== null && !isSame && !wishes.mayReplace) return { refusal: 'version exists', sameVersion: existing };
  const replacesEnabled = former?.version === wishes.version && !isSame;
  const isWanted = wishes.enable ?? (!isBundle || replacesEnabled);
  const supersededBy =
    isWanted || replacesEnabled ? laterExecution(wishes, { decidedByExecutionId, enabled: former?.digest }) : undefined;
  if (supersededBy !== undefined && (replacesEnabled || wishes.mustEnable === true))
    return { refusal: 'superseded', supersededBy };
  return {
    unchanged: isSame ? existing : null,
    replaced: isSame ? null : existing,
    replacesEnabled,
    isEnabled: isWanted && supersededBy === undefined,
    supersededBy,
  };
}

/** The one that has decided what is enabled, if it is later, and decided for other content. */
function laterExecution(
  { executionId, digest }: Wishes,
  { decidedByExecutionId, enabled }: { decidedByExecutionId: ExecutionId | null; enabled: string | undefined },
): ExecutionId | undefined {
  if (executionId === undefined || decidedByExecutionId === null || decidedByExecutionId <= executionId)
    return undefined;
  return enabled === undefined || enabled === digest ? undefined : decidedByExecutionId;
}

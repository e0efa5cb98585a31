import type { Actor, ExecutionId, RuntimeName, SignatureOutcome, Source } from '@packyard/contracts';
import type { Pack } from '@packyard/pack';
import type { EnvironmentEntity, ExistingVersions, PackRowLock, VersionIdentity } from '@packyard/schema';
import type { PacksUnderWay } from './dependants';

export interface RegistrationRequest {
  parsed: Pack;
  /**
   * `storagePath` is where they will lie, or lie already, relative to the pack store; `content` is their digest in the content store.
   */
  files: { folder: string; storagePath: string; digest: string; content?: string | undefined };
  environments: readonly Pick<EnvironmentEntity, 'id' | 'runtime' | 'path' | 'content' | 'platform'>[];
  /** Runtimes for which nothing was built or looked for: the same content keeps what it has of them. */
  keptRuntimes?: readonly RuntimeName[];
  source: Source;
  /** Absent when no policy asks for one. */
  signature?: SignatureOutcome | null;
  executionId?: ExecutionId | undefined;
  actor: Actor;
  /** It may take the place of an installed version with the same number and other content. */
  mayOverwrite: boolean;
  /** When absent, packs are enabled and bundles are not; a version that is overwritten stays as it was. */
  enable?: boolean | undefined;
  /** Enable it even if that breaks an enabled pack, or if a dependency of its own is not enabled. */
  mayBreakDependants: boolean;
  /** Refuse it when a later request has enabled another version, instead of installing it beside that. */
  mustEnable?: boolean;
  /** Packs of the same execution that have not ended: what they need is checked when it ends. */
  underWay?: PacksUnderWay;
  /** What is neither one of these packs nor needed by them is disabled in the same step. */
  keepOnly?: readonly string[] | undefined;
  /** Refuse it when anything was enabled or disabled since this generation. */
  baseGeneration?: number | undefined;
  /** It comes from the server itself. */
  isBuiltIn?: boolean;
}

export interface RegistrationOutcome {
  packId: number;
  packVersionId: number;
  /** The same version with the same content was installed already. */
  wasInstalled: boolean;
  isEnabled: boolean;
  /** What was enabled before. */
  former: (VersionIdentity & { id: number }) | null;
  /** A later request has enabled another version, which stays enabled. */
  supersededBy: ExecutionId | undefined;
}

/** A version whose rows are written in this transaction; whether it is to be enabled is in `registered`. */
export interface StoredVersion {
  request: RegistrationRequest;
  registered: RegistrationOutcome;
  /** Its content takes the place of the enabled version's. */
  overwritesEnabled: boolean;
}

type Wishes = Pick<RegistrationRequest, 'enable' | 'mayOverwrite' | 'mustEnable' | 'executionId'> & {
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
      overwritten: ExistingVersions['sameVersion'];
      /** That one is the enabled one. */
      overwritesEnabled: boolean;
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
  if (existing !== null && !isSame && !wishes.mayOverwrite) return { refusal: 'version exists', sameVersion: existing };
  const overwritesEnabled = former?.version === wishes.version && !isSame;
  const isWanted = wishes.enable ?? (!isBundle || overwritesEnabled);
  const supersededBy =
    isWanted || overwritesEnabled
      ? laterExecution(wishes, { decidedByExecutionId, enabled: former?.digest })
      : undefined;
  if (supersededBy !== undefined && (overwritesEnabled || wishes.mustEnable === true))
    return { refusal: 'superseded', supersededBy };
  return {
    unchanged: isSame ? existing : null,
    overwritten: isSame ? null : existing,
    overwritesEnabled,
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

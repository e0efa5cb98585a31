import type { Actor, ExecutionId, RuntimeName, SignatureOutcome, Source } from '@packyard/contracts';
import type { Pack } from '@packyard/pack';
import type { EnvironmentEntity, VersionIdentity } from '@packyard/schema';
import type { PacksUnderWay } from './dependants';

export interface RegistrationRequest {
  parsed: Pack;
  /**
   * `storagePath` is where they will lie, or lie already, relative to the pack store; `content` is their digest in the content store.
   */
  files: { folder: string; storagePath: string; digest: string; content?: string | undefined };
  environments: readonly Pick<EnvironmentEntity, 'id' | 'runtime' | 'path' | 'content' | 'platform'>[];
  /** Runtimes for which nothing was built or looked for: the same content keeps what it has of them. */
  keepsEnvironments?: readonly RuntimeName[];
  source: Source;
  /** Absent when no policy asks for one. */
  signature?: SignatureOutcome | null;
  executionId?: ExecutionId | undefined;
  actor: Actor;
  /** Replace an installed version that has other content. */
  mayReplace: boolean;
  /** When absent, packs are enabled and bundles are not; a version that is replaced stays as it was. */
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

/** A version whose rows are written, and that may have to be enabled. */
export interface StoredVersion {
  request: RegistrationRequest;
  registered: RegistrationOutcome;
  /** Its content takes the place of the enabled version's. */
  replacesEnabled: boolean;
}

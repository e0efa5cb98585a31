import { Injectable } from '@nestjs/common';
import { BUILT_IN_BUNDLE, type EnvironmentId, type RejectedError, SITE_NAMESPACE } from '@packyard/contracts';
import type { Manifest } from '@packyard/pack';
import {
  AuditRepository,
  type PackRowLock,
  PackRepository,
  type UnitOfWork,
  type VersionIdentity,
  VersionRepository,
  type EnvironmentLocation,
} from '@packyard/schema';
import { PackStore } from '@packyard/store';
import {
  decideRegistration,
  type RegistrationDecision,
  type RegistrationOutcome,
  type RegistrationRequest,
  type StoredVersion,
} from './decide-registration';
import { incompatibilityOf, SupportedPlatforms } from './supported-platforms';
import { RegistrationEnabling } from './registration-enabling';
import { incompatible, nameReserved, nameTaken, superseded, sameNameInOtherCase, versionExists } from './refusals';
import { VersionEnvironmentLinks } from './version-environment-links';
import { VersionRowRemoval } from './version-row-removal';
import { UnneededPacks } from './unneeded-packs';

/** Whoever could give these names to a bundle could give themselves permissions. */
const RESERVED: readonly string[] = [BUILT_IN_BUNDLE, SITE_NAMESPACE];

/**
 * Installs versions, and enables them. The numbered steps happen in one unit of work; the last one is what users see.
 *   1 lock the packs       released at the end of the transaction
 *   2 publish the content  content without a row is removed by the sweeper; of content that is there already, the links to
 *                          its environments are undone with the unit of work
 *   3 store the rows       rolled back
 *   4 enable               links are undone with the unit of work
 */
@Injectable()
export class VersionRegistration {
  constructor(
    private readonly packs: PackRepository,
    private readonly versions: VersionRepository,
    private readonly store: PackStore,
    private readonly environmentLinks: VersionEnvironmentLinks,
    private readonly removal: VersionRowRemoval,
    private readonly audit: AuditRepository,
    private readonly enabling: RegistrationEnabling,
    private readonly supported: SupportedPlatforms,
    private readonly unneeded: UnneededPacks,
  ) {}

  /**
   * @throws RejectedError VERSION_EXISTS, VERSION_INCOMPATIBLE, STORE_FAILED, PACK_PROTECTED, NAME_TAKEN, SUPERSEDED,
   *   PACK_NEEDED or DEPENDENCY_MISSING
   */
  async register(
    unit: UnitOfWork,
    request: RegistrationRequest,
    record?: RecordRegistration,
  ): Promise<RegistrationOutcome> {
    try {
      const [registered] = await this.registerAll(unit, [request], record);
      if (registered === undefined) throw new Error('Nothing was registered');
      return registered;
    } catch (error) {
      throw error instanceof RegistrationFailed ? error.cause : error;
    }
  }

  /**
   * Several at once, enabled in one step and one generation.
   * @throws RegistrationFailed when one of them can't be installed, and RejectedError when all together can't be enabled
   */
  async registerAll(
    unit: UnitOfWork,
    requests: readonly RegistrationRequest[],
    record?: RecordRegistration,
  ): Promise<RegistrationOutcome[]> {
    const disablesOthers = requests.some(({ keepOnly }) => keepOnly !== undefined);
    const rowLocks = await this.packs.lockForRegistration(unit.transaction, [
      ...requests.map(({ parsed }) => parsed.manifest.ref),
      ...(disablesOthers ? await this.unneeded.possiblyUnneeded(unit.transaction) : []),
    ]);
    const stored: StoredVersion[] = [];
    for (const request of requests) {
      const pack = rowLocks.get(request.parsed.manifest.ref);
      if (pack === undefined) throw new Error(`Pack ${request.parsed.manifest.ref} was not locked`);
      stored.push(
        await this.storeVersion(unit, request, pack).catch((cause: unknown) =>
          Promise.reject(new RegistrationFailed(request, cause)),
        ),
      );
    }
    const outcomes = stored.map(({ registered }) => registered);
    await record?.(outcomes);
    await this.enabling.enable(unit, stored, new Set(rowLocks.keys()));
    return outcomes;
  }

  /** All that the content will lead to once it is registered, as far as can be said before. */
  async environmentsFor(request: RegistrationRequest): Promise<EnvironmentLocation[]> {
    return [
      ...request.environments,
      ...(await this.environmentLinks.keptEnvironments(request, request.files.storagePath)),
    ];
  }

  private async storeVersion(
    unit: UnitOfWork,
    request: RegistrationRequest,
    pack: PackRowLock,
  ): Promise<StoredVersion> {
    const { manifest } = request.parsed;
    this.assertAcceptable(request, manifest);
    const other = await this.packs.findSameNameInOtherCase(unit.transaction, manifest.ref);
    if (other !== undefined) throw sameNameInOtherCase(manifest.ref, other);
    const found = await this.versions.existingVersions(unit.transaction, pack, manifest.version);
    const { version, format } = manifest;
    const wishes = { ...request, version, format, digest: request.files.digest };
    const decision = decideRegistration(wishes, found, pack);
    if (decision.refusal !== undefined) throw refused(manifest, decision);
    const { unchanged, overwritten, overwritesEnabled, isEnabled, supersededBy } = decision;
    const { files } = request;
    const environments =
      unchanged === null
        ? request.environments
        : await this.environmentLinks.wantedEnvironments(unit, unchanged.id, request);
    const { storagePath } = files;
    // Who enables nothing leaves what is enabled as it is, with its environments.
    const staysAsItIs = request.enable === false && unchanged !== null && unchanged.id === found.former?.id;
    const linked = staysAsItIs ? await this.environmentLinks.environmentsInUse(unit, storagePath) : environments;
    const isNew = await this.store.moveIntoStore(files.folder, storagePath, linked);
    // Also of content that was lost, which is new here although its version is installed.
    const mustSetLinks = !isNew || unchanged !== null;
    if (mustSetLinks && !staysAsItIs)
      await this.environmentLinks.setLinks(unit, { ref: manifest.ref, storagePath, environments });
    const { packId } = pack;
    const packVersionId =
      unchanged === null
        ? await this.add(unit, { request, packId, overwritten })
        : await this.updateUnchanged(unit, request, {
            packVersionId: unchanged.id,
            environments: staysAsItIs ? undefined : environments,
          });
    const { former } = found;
    const registered = { packId, packVersionId, wasInstalled: unchanged !== null, isEnabled, former, supersededBy };
    return { request, registered, overwritesEnabled };
  }

  /** A bundle in a format that this server does not know can't be installed; a pack for another platform can't be enabled. */
  private assertAcceptable({ enable, isBuiltIn }: RegistrationRequest, manifest: Manifest): void {
    if (RESERVED.includes(manifest.ref.toLowerCase()) && isBuiltIn !== true) throw nameReserved(manifest.ref);
    if (manifest.format !== 'gort' && enable === false) return;
    const incompatibility = incompatibilityOf(manifest, this.supported);
    if (incompatibility !== undefined) throw incompatible({ ...manifest, incompatibility });
  }

  private async updateUnchanged(
    { transaction }: UnitOfWork,
    { files, signature }: RegistrationRequest,
    {
      packVersionId,
      environments,
    }: { packVersionId: number; environments: readonly { id: EnvironmentId }[] | undefined },
  ): Promise<number> {
    if (files.content !== undefined) await this.versions.keepContent(transaction, packVersionId, files.content);
    if (signature) await this.versions.replaceSignature(transaction, packVersionId, signature);
    const ids = environments?.map(({ id }) => id);
    if (ids !== undefined) await this.versions.replaceEnvironments(transaction, packVersionId, ids);
    return packVersionId;
  }

  private async add(
    { transaction }: UnitOfWork,
    {
      request,
      packId,
      overwritten,
    }: { request: RegistrationRequest; packId: number; overwritten: (VersionIdentity & { id: number }) | null },
  ): Promise<number> {
    if (overwritten !== null) await this.removal.archive(transaction, [overwritten.id], request.executionId);
    const packVersionId = await this.versions.add(transaction, packId, toRows(request));
    if (overwritten !== null) await this.removal.removeLeftovers(transaction, [packId], request.actor);
    const { ref, version } = request.parsed.manifest;
    await this.audit.add(transaction, {
      actor: request.actor,
      action: 'pack.install',
      subject: `pack ${ref}`,
      before: overwritten === null ? null : { version: overwritten.version, digest: overwritten.digest },
      after: { version, digest: request.files.digest, ...(request.signature && { signature: request.signature }) },
    });
    return packVersionId;
  }
}

/** Stores what became of the requests before the step that keeps others waiting. */
export type RecordRegistration = (registered: readonly RegistrationOutcome[]) => Promise<void>;

/** One of several packs can't be registered. */
export class RegistrationFailed extends Error {
  constructor(
    readonly request: RegistrationRequest,
    override readonly cause: unknown,
  ) {
    super(`${request.parsed.manifest.ref} could not be registered`, { cause });
    this.name = 'RegistrationFailed';
  }
}

function refused(manifest: Manifest, decision: RegistrationDecision & { refusal: string }): RejectedError {
  if (decision.refusal === 'name taken') return nameTaken(manifest.ref, manifest.format);
  if (decision.refusal === 'version exists') return versionExists(manifest, decision.sameVersion);
  return superseded(manifest, decision.supersededBy);
}

function toRows({ files, parsed, source, signature, executionId, environments, actor }: RegistrationRequest) {
  const { manifest, components, permissions } = parsed;
  const commands = Object.entries(manifest.bundle?.commands ?? {});
  return {
    version: manifest.version,
    format: manifest.format,
    digest: files.digest,
    manifest,
    source,
    signature: signature ?? null,
    storagePath: files.storagePath,
    content: files.content ?? null,
    executionId,
    environments: environments.map(({ id }) => id),
    installedBy: actor.name,
    components,
    dependencies: manifest.dependencies,
    permissions,
    rules: commands.flatMap(([command, { rules }]) => rules.map((text) => ({ command, text }))),
  };
}

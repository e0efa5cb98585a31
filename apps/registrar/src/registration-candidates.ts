import { Injectable, Optional } from '@nestjs/common';
import { HomeContent } from '@packyard/content';
import {
  type ExecutionOptions,
  RejectedError,
  type RuntimeName,
  type Source,
  type TestResultOutput,
} from '@packyard/contracts';
import { countComponents, digestTree, type Pack, readPack, ParsedPackCache } from '@packyard/pack';
import {
  type ClaimedPack,
  type ClaimedTask,
  ComponentRepository,
  PackProgressRepository,
  type Transaction,
  type UnitOfWork,
} from '@packyard/schema';
import { HomeLayout, isFolder, PackStore, StagingArea } from '@packyard/store';
import { componentChanges, type RegistrationOutcome, type RegistrationRequest } from '@packyard/versions';
import { PacksBaseDirLink, type PreparedLink } from './packs-base-dir/packs-base-dir-link';

/** A pack that is to be registered. */
export interface RegistrationCandidate {
  pack: Omit<ClaimedPack, 'sealedUrl'>;
  request: RegistrationRequest;
  packsBaseDirLink: PreparedLink;
}

interface PackFiles {
  ref: string;
  folder: string;
  /** Where it will lie, or lies already, relative to the pack store. */
  storagePath: string;
  digest: string;
  /** Its digest in the content store, where there is one. */
  content?: string | undefined;
}

/** What an execution's pack asks for when it is registered, and what became of it. */
@Injectable()
export class RegistrationCandidates {
  constructor(
    private readonly layout: HomeLayout,
    private readonly store: PackStore,
    private readonly staging: StagingArea,
    private readonly homeContent: HomeContent,
    private readonly packsBaseDirLinks: PacksBaseDirLink,
    private readonly packProgress: PackProgressRepository,
    private readonly components: ComponentRepository,
    /** Where the same process downloads them. */
    @Optional() private readonly parsedPacks?: ParsedPackCache,
  ) {}

  /** Computes the digest of its files once more, since it may have waited for long; it is read again unless this process has read the same files. */
  async read(
    pack: RegistrationCandidate['pack'],
    { execution }: Pick<ClaimedTask, 'execution'>,
    options: ExecutionOptions,
  ): Promise<RegistrationCandidate> {
    const { skipValidation, skipDependencies, force, enable, atomic, baseGeneration, keepOnly } = options;
    const files = await this.findFiles(pack);
    const parsed = await this.parse(files, skipValidation);
    const request = {
      files,
      parsed,
      source: pack.source,
      signature: pack.downloadResult?.signature ?? null,
      environments: pack.environments,
      keptRuntimes: runtimesNotBuilt(options),
      executionId: execution.id,
      actor: execution.requestedBy,
      mayOverwrite: force,
      // A lock names all that its packs need: what is not there is missing.
      mayBreakDependants: force || (skipDependencies && !isLocked(pack.source)),
      enable,
      mustEnable: atomic,
      baseGeneration,
      keepOnly,
    };
    return { pack, request, packsBaseDirLink: await this.packsBaseDirLinks.prepare(parsed.manifest.ref, options) };
  }

  private async parse({ folder, digest, ref }: PackFiles, skipValidation: boolean): Promise<Pack> {
    const read = this.parsedPacks?.find({ digest, ref, skipValidation });
    if (read !== undefined) return read;
    return readPack(folder, { skipComponents: skipValidation, repairManifest: skipValidation, suggestedNames: [ref] });
  }

  /**
   * The content of a pack that is to be registered. A worker that died after publishing has moved it to its final place
   * already. In both cases it has to be what was downloaded, to the byte.
   */
  private async findFiles(pack: Pick<ClaimedPack, 'id' | 'ref' | 'version' | 'downloadResult'>): Promise<PackFiles> {
    const { downloadResult, ref, version } = pack;
    if (downloadResult === null || ref === null || version === null) {
      throw new Error(`Pack ${pack.id} is to be registered but was never downloaded`);
    }
    const storagePath = this.layout.storagePath(ref, version, downloadResult.digest);
    const published = this.store.absolutePath(storagePath);
    const isPublished = await isFolder(published);
    if (!isPublished) await this.homeContent.ensureStaged(downloadResult);
    const folder = isPublished ? published : this.staging.absolutePath(downloadResult.stagedPath);
    const digest = await digestTree(folder);
    if (digest !== downloadResult.digest) {
      throw new RejectedError(
        'CHECKSUM_MISMATCH',
        `The content of ${ref} ${version} changed after it was downloaded: it was ${downloadResult.digest} and is ${digest}.`,
        { hint: 'Nothing but Packyard may write below PACKYARD_HOME; find out what did, then submit the pack again.' },
      );
    }
    return { ref, folder, storagePath, digest, content: downloadResult.content };
  }

  /** Stores in the execution what became of it. */
  async record(
    { transaction }: UnitOfWork,
    candidate: RegistrationCandidate,
    done: { registered: RegistrationOutcome; testResult: TestResultOutput | null },
  ): Promise<void> {
    const { pack, request, packsBaseDirLink } = candidate;
    const { registered, testResult } = done;
    const { former, isEnabled, supersededBy } = registered;
    const formerVersion = former !== null && former.version !== request.parsed.manifest.version ? former : undefined;
    await this.packProgress.storeRegistration(transaction, pack.id, {
      packId: registered.packId,
      packVersionId: registered.packVersionId,
      reachablePath: isEnabled ? packsBaseDirLink.path : this.store.absolutePath(request.files.storagePath),
      isEnabled,
      componentChanges:
        formerVersion === undefined
          ? null
          : await this.countChanges(transaction, { from: formerVersion.id, to: registered.packVersionId }),
      components: countComponents(request.parsed.components),
      wasInstalled: registered.wasInstalled,
      testResult,
      validationErrors: request.parsed.problems,
      ...(formerVersion === undefined || supersededBy !== undefined ? {} : { replacedVersion: formerVersion.version }),
    });
    if (supersededBy !== undefined) {
      const warning = `It was not enabled: execution ${supersededBy}, a later request, has enabled another version meanwhile.`;
      await this.packProgress.addWarnings(transaction, pack.id, [warning]);
    }
  }

  private async countChanges(transaction: Transaction, versions: { from: number; to: number }) {
    const { added, changed, removed } = componentChanges(await this.components.compare(versions, transaction));
    return { added: added.length, changed: changed.length, removed: removed.length };
  }
}

/** Who skips a build does not ask that what was built before be taken away; who registers builds nothing at all. */
function runtimesNotBuilt({ action, skipPython, skipNodejs }: ExecutionOptions): RuntimeName[] {
  const buildsNothing = action === 'core.register_packs';
  return [
    ...(buildsNothing || skipPython ? ['python' as const] : []),
    ...(buildsNothing || skipNodejs ? ['nodejs' as const] : []),
  ];
}

function isLocked(source: Source): boolean {
  return 'locked' in source && source.locked !== undefined;
}

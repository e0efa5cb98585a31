import { Injectable } from '@nestjs/common';
import type { ExecutionOptions, Source } from '@packyard/contracts';
import { readPack } from '@packyard/pack';
import type { ClaimedPack, ClaimedTask } from '@packyard/schema';
import type { RegistrationRequest } from '@packyard/versions';
import { PacksBaseDirLink, type PreparedLink } from './packs-base-dir/packs-base-dir-link';
import { PackFilesReader } from './pack-files';

/** A pack that is to be registered. */
export interface RegistrationCandidate {
  pack: Omit<ClaimedPack, 'sealedUrl'>;
  request: RegistrationRequest;
  baseFolderLink: PreparedLink;
}

@Injectable()
export class CandidateReader {
  constructor(
    private readonly files: PackFilesReader,
    private readonly baseFolder: PacksBaseDirLink,
  ) {}

  /** Checks and reads the pack once more: it may have waited for long. */
  async read(
    pack: RegistrationCandidate['pack'],
    { execution }: Pick<ClaimedTask, 'execution'>,
    options: ExecutionOptions,
  ): Promise<RegistrationCandidate> {
    const { skipValidation, skipDependencies, force, enable, atomic, baseGeneration, keepOnly } = options;
    const files = await this.files.find(pack);
    const parsed = await readPack(files.folder, {
      skipComponents: skipValidation,
      repairManifest: skipValidation,
      suggestedNames: pack.ref === null ? [] : [pack.ref],
    });
    const request = {
      files,
      parsed,
      source: pack.source,
      signature: pack.downloaded?.signature ?? null,
      environments: pack.environments,
      executionId: execution.id,
      actor: execution.requestedBy,
      mayReplace: force,
      // A lock names all that its packs need: what is not there is missing.
      mayBreak: force || (skipDependencies && !isLocked(pack.source)),
      enable,
      mustEnable: atomic,
      baseGeneration,
      keepOnly,
    };
    return { pack, request, baseFolderLink: await this.baseFolder.prepare(parsed.manifest.ref, options) };
  }
}

function isLocked(source: Source): boolean {
  return 'locked' in source && source.locked !== undefined;
}

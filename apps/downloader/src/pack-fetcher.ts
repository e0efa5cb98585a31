import { Injectable, Optional } from '@nestjs/common';
import { describeSource, type ExecutionOptions, nameInSource, RejectedError, type Source } from '@packyard/contracts';
import { parseVersion, type ReadPackOptions, ParsedPackCache } from '@packyard/pack';
import { withTimeLimit } from '@packyard/pipeline';
import type { ClaimedPack } from '@packyard/schema';
import type { DownloadFolders } from './download-workspace';
import { ContentReader } from './reading/content-reader';
import type { InspectedPack } from './reading/inspect-pack';
import { SourceCredentials } from './source-credentials';
import type { TokenSourcePolicy } from './token-source-policy';
import type { FetchedSource, FetchRequest } from './sources/pack-source';
import { Sources } from './sources/sources';
import { SourceTrust } from './trust/source-trust';

export interface FetchResult {
  fetched: FetchedSource;
  inspected: InspectedPack;
}

export interface FetchInput {
  folders: DownloadFolders;
  options: ExecutionOptions;
  tokenPolicy: TokenSourcePolicy;
  onProgress: NonNullable<FetchRequest['onProgress']>;
}

/** Brings a pack into the staging area, and finds out what it is. */
@Injectable()
export class PackFetcher {
  constructor(
    private readonly credentials: SourceCredentials,
    private readonly sources: Sources,
    private readonly reader: ContentReader,
    private readonly trust: SourceTrust,
    /** Where the same process registers them. */
    @Optional() private readonly parsedPacks?: ParsedPackCache,
  ) {}

  async fetch(
    pack: ClaimedPack,
    { folders, options, tokenPolicy, onProgress }: FetchInput,
    signal: AbortSignal,
  ): Promise<FetchResult> {
    const secretUrl = this.credentials.urlOf(pack);
    tokenPolicy.assertSource(pack.source, secretUrl);
    const signatureCheck = await this.trust.checkFor(pack.source, secretUrl);
    const request = {
      destination: folders.contentFolder,
      scratchFolder: folders.scratchFolder,
      verifySsl: options.verifySsl,
      ...(signatureCheck === undefined ? {} : { signatureCheck }),
      onProgress,
      ...(secretUrl === undefined ? {} : { secretUrl }),
      ...tokenPolicy.redirectCheck,
    };
    const limit = {
      seconds: options.downloadSeconds,
      signal,
      subject: `Downloading ${describeSource(pack.source)}`,
      hint: 'Give it more time with the parameter timeout, or look whether the source answers at all.',
    };
    const fetched = await withTimeLimit(limit, (limitedSignal) =>
      this.sources.fetch(pack.source, request, limitedSignal),
    );
    const inspected = await this.inspect(
      pack.source,
      { folder: folders.contentFolder, subPath: fetched.subPath, options },
      signal,
    );
    assertPromisedPack(pack.source, inspected);
    tokenPolicy.assertPack(inspected.manifest.ref);
    const verdict = (fetched.signatureCheck ?? signatureCheck)?.finish(inspected, fetched.signature);
    const warnings = [
      ...fetched.warnings,
      ...(verdict?.warnings ?? []),
      ...versionWarnings(pack.source, fetched, inspected),
    ];
    return { fetched: { ...fetched, signature: verdict?.signature, warnings }, inspected };
  }

  private async inspect(
    source: Source,
    { folder, subPath, options }: { folder: string; subPath: string | undefined; options: ExecutionOptions },
    signal: AbortSignal,
  ): Promise<InspectedPack> {
    const wantsPack = this.parsedPacks !== undefined && isRegistering(options);
    const { read, ...inspected } = await this.reader.inspect(
      { folder, subPath, wantsPack },
      readOptionsOf(source, options),
      signal,
    );
    const key = { digest: inspected.digest, ref: inspected.manifest.ref, skipValidation: options.skipValidation };
    if (read !== undefined) this.parsedPacks?.keep(key, read.pack, read.characters);
    return inspected;
  }
}

/** A tag may have been put on the wrong commit, and an index may be out of date. What is installed is called as its manifest says. */
function versionWarnings(
  source: Source,
  { indexedVersion }: FetchedSource,
  { manifest: { ref, version } }: InspectedPack,
): string[] {
  const wanted = 'refSpec' in source ? (source.refSpec ?? '') : '';
  return [
    ...(/^v?\d+\.\d+/.test(wanted) && isAnotherVersion(wanted, version)
      ? [`'${wanted}' was asked for, and its pack.yaml says that it is version ${version}.`]
      : []),
    ...(indexedVersion !== undefined && isAnotherVersion(indexedVersion, version)
      ? [`The registry names version ${indexedVersion} of ${ref}, and the pack.yaml there says that it is ${version}.`]
      : []),
  ];
}

/** What is no version is no other one. */
function isAnotherVersion(wanted: string, written: string): boolean {
  const [one, other] = [parseVersion(wanted), parseVersion(written)];
  return one !== undefined && other !== undefined && one.compare(other) !== 0;
}

/** How strictly a pack is looked at depends on what is to be done with it. Components matter only once it is registered. */
function readOptionsOf(source: Source, options: ExecutionOptions): ReadPackOptions {
  const { action, skipValidation } = options;
  return {
    skipComponents: skipValidation || !isRegistering(options),
    repairManifest: skipValidation || action === 'core.download_packs',
    suggestedNames: [nameInSource(source)],
  };
}

function isRegistering({ action }: ExecutionOptions): boolean {
  return action === 'core.register_packs' || action === 'core.install_packs';
}

/** A registry that answers with another pack than the one that was asked for must not get it installed. */
function assertPromisedPack(source: Source, { manifest }: InspectedPack): void {
  if (source.kind !== 'registry' || source.ref === manifest.ref) return;
  throw new RejectedError(
    'MANIFEST_INVALID',
    `The registry promised the pack ${source.ref}, but what it names is the pack ${manifest.ref}.`,
    { hint: 'Ask who publishes the registry, or install the pack from its own source.' },
  );
}

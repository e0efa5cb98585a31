import { Injectable } from '@nestjs/common';
import { ReplicatedLockfiles, HomeContent, ReplicatedVendored } from '@packyard/content';
import {
  environmentLinkName,
  type EnvironmentId,
  type EnvironmentRequest,
  type ExecutionOptions,
  type PlannedEnvironment,
  RejectedError,
  type RuntimeName,
  type Source,
  UnavailableError,
} from '@packyard/contracts';
import { type BuildPolicy, environmentRequests, type EnvironmentRequests } from '@packyard/pack';
import { ProcessMetrics } from '@packyard/pipeline';
import { EnvironmentRepository, type Transaction } from '@packyard/schema';
import { EnvironmentStore, StagingArea } from '@packyard/store';
import { join } from 'node:path';
import { folderInSource } from './pack-folder';
import type { WaitingPack } from './resolution-round';

/** The environments of one pack: those that will be built, or those that have been. */
export interface EnvironmentChoice {
  store: (transaction: Transaction) => Promise<EnvironmentId[]>;
  /** What the pack asks for and nobody has built. */
  unbuilt: RuntimeName[];
  /** What the pack has that no environment is built from, and why. */
  warnings: string[];
}

/** Settings that decide what a build may do: environments that were built under others are others. */
export class BuildPolicySetting {
  constructor(readonly policy: BuildPolicy) {}
}

/** Decides which environments a pack is to use. */
@Injectable()
export class EnvironmentChooser {
  constructor(
    private readonly environments: EnvironmentRepository,
    private readonly staging: StagingArea,
    private readonly store: EnvironmentStore,
    private readonly buildPolicy: BuildPolicySetting,
    private readonly vendored: ReplicatedVendored,
    private readonly lockfiles: ReplicatedLockfiles,
    private readonly metrics: ProcessMetrics,
    private readonly homeContent: HomeContent,
  ) {}

  async choose(pack: WaitingPack, options: ExecutionOptions): Promise<EnvironmentChoice> {
    const { requests, warnings } = await this.checkedRequests(pack, options);
    if (options.action !== 'core.register_packs') {
      return { store: (transaction) => this.ensureAll(transaction, requests), unbuilt: [], warnings };
    }
    const built = await Promise.all(requests.map((request) => this.findBuilt(pack, request)));
    return {
      store: (transaction) =>
        this.lockAgainstRemoval(
          transaction,
          built.filter((id) => id !== undefined),
        ),
      unbuilt: requests.filter((_request, index) => built[index] === undefined).map(({ runtime }) => runtime),
      warnings,
    };
  }

  /** What would be used; stores nothing. */
  async preview(
    pack: WaitingPack,
    options: ExecutionOptions,
  ): Promise<{ environments: PlannedEnvironment[]; warnings: string[] }> {
    const { requests, warnings } = await this.checkedRequests(pack, options);
    const environments = await Promise.all(
      requests.map(async ({ runtime, fingerprint }) => {
        const found = options.forceRebuild ? null : await this.environments.findReady(runtime, fingerprint);
        const isBuilt = found !== null && (await this.homeContent.isAvailable(found));
        return { runtime, fingerprint, is_built: isBuilt };
      }),
    );
    return { environments, warnings };
  }

  private async checkedRequests(pack: WaitingPack, options: ExecutionOptions): Promise<EnvironmentRequests> {
    const found = await this.requestsOf(pack, options);
    const { source } = pack.row;
    const planned = 'locked' in source ? source.locked?.fingerprints : undefined;
    if (planned !== undefined) assertAsPlanned(pack, planned, found.requests);
    return found;
  }

  private async requestsOf({ row, manifest }: WaitingPack, options: ExecutionOptions): Promise<EnvironmentRequests> {
    if (row.downloadResult === null) throw new Error(`Pack ${row.id} is to be resolved but was never downloaded`);
    const root = this.staging.absolutePath(row.downloadResult.stagedPath);
    const vendored = await this.vendoredOf(row.source);
    const asked = { ...options, vendored, policy: this.buildPolicy.policy };
    const lockedEnvironments = 'locked' in row.source ? row.source.locked?.environments : undefined;
    if (lockedEnvironments === undefined) return environmentRequests(root, manifest, asked);
    const [{ requests: plain }, { requests, warnings }] = await Promise.all([
      environmentRequests(root, manifest, asked),
      environmentRequests(root, manifest, { ...asked, locked: lockedEnvironments }),
    ]);
    return { requests: await Promise.all(requests.map((request) => this.preferBuilt(request, plain))), warnings };
  }

  /** An environment that happens to consist of the very packages of the lock is as good as one that is built from it. */
  private async preferBuilt(
    request: EnvironmentRequest,
    plain: readonly EnvironmentRequest[],
  ): Promise<EnvironmentRequest> {
    const same = plain.find(({ runtime }) => runtime === request.runtime);
    if (same === undefined) return request;
    const built = await this.environments.findReady(same.runtime, same.fingerprint);
    const lock = built === null ? undefined : await this.lockfiles.latest(same.runtime, same.fingerprint);
    return lock?.sha256 === request.locked ? same : request;
  }

  /** Of packs that were imported. */
  private async vendoredOf(source: Source) {
    const ids = source.kind === 'local' ? source.vendored : undefined;
    if (ids === undefined) return undefined;
    return Promise.all(
      ids.map(async (id) => {
        const found = await this.vendored.findAny(id);
        if (found === undefined) throw new Error(`The vendored packages ${id} have gone`);
        return { id, ...found.packages };
      }),
    );
  }

  private async ensureAll(transaction: Transaction, requests: readonly EnvironmentRequest[]): Promise<EnvironmentId[]> {
    const ids: EnvironmentId[] = [];
    for (const request of requests) ids.push(await this.ensure(transaction, request));
    return ids;
  }

  /** What was found a moment ago may just have been removed, because nothing used it. */
  private async lockAgainstRemoval(transaction: Transaction, ids: EnvironmentId[]): Promise<EnvironmentId[]> {
    if (await this.environments.lockReady(transaction, ids)) return ids;
    throw new UnavailableError('NOT_READY', 'An environment was removed while it was about to be used.', {
      hint: 'It is looked for again by itself.',
    });
  }

  /** An environment whose folder has gone is built again. */
  private async ensure(transaction: Transaction, request: EnvironmentRequest): Promise<EnvironmentId> {
    const known = await this.environments.ensure(transaction, request);
    const { id, status, path } = known;
    const isGone = status === 'ready' && path !== null && !(await this.homeContent.isAvailable(known));
    if (isGone) await this.environments.markMissing(transaction, id);
    this.metrics.environmentChosen(request.runtime, status === 'ready' && !isGone);
    return id;
  }

  /**
   * The environment that `core.build_pack_envs` linked into the pack's folder, if it was built from what the pack asks for now; else any
   * that was.
   */
  private async findBuilt(pack: WaitingPack, request: EnvironmentRequest): Promise<EnvironmentId | undefined> {
    const link = join(folderInSource(pack.row), environmentLinkName(request.runtime));
    const linked = await this.store.environmentBehind(link);
    const candidates = linked === undefined ? [request] : [linked, request];
    for (const { runtime, fingerprint } of candidates) {
      const found = await this.environments.findReady(runtime, fingerprint);
      if (found !== null && hasSameInputs(found.request, request) && (await this.homeContent.isAvailable(found)))
        return found.id;
    }
    return undefined;
  }
}

/** @throws RejectedError PLAN_OUTDATED */
function assertAsPlanned(
  { manifest: { ref } }: WaitingPack,
  planned: Partial<Record<RuntimeName, string>>,
  requests: readonly EnvironmentRequest[],
): void {
  const runtimes = new Set([...(Object.keys(planned) as RuntimeName[]), ...requests.map(({ runtime }) => runtime)]);
  for (const runtime of runtimes) {
    const now = requests.find((request) => request.runtime === runtime)?.fingerprint;
    if (now === planned[runtime]) continue;
    throw new RejectedError(
      'PLAN_OUTDATED',
      `The ${runtime} environment of ${ref} would be another than was planned: a tool, a setting or the interpreter has changed.`,
      { hint: 'Make the plan anew, and look at it.' },
    );
  }
}

function hasSameInputs(built: EnvironmentRequest, asked: EnvironmentRequest): boolean {
  const facts = ({ runtime, packageFile, lockFile, inputs }: EnvironmentRequest) =>
    JSON.stringify([runtime, packageFile, lockFile ?? null, inputs.map(({ path, sha256 }) => [path, sha256]).sort()]);
  return facts(built) === facts(asked);
}

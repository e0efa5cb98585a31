import { Injectable } from '@nestjs/common';
import { HomeContent, type EnvironmentArtifact } from '@packyard/content';
import { type ExecutionOptions, optionsOf, type Stage } from '@packyard/contracts';
import type { HostAccess } from '@packyard/network';
import { type StageHandler, type UnstoredResult, type TaskProgress, withTimeLimit } from '@packyard/pipeline';
import {
  type ClaimedTask,
  type EnvironmentDetails,
  type EnvironmentEntity,
  EnvironmentRepository,
  PackProgressRepository,
  TaskOutputRepository,
} from '@packyard/schema';
import { BuildOutputRecorder } from './build-output-recorder';
import { type BuildFolders, BuildWorkspace } from './build-workspace';
import { ExportCollector } from './export/export-collector';
import { EnvironmentLinker, type PlaceLink } from './link/environment-linker';
import { IndexAccess } from './index-access';
import { EnvironmentLockfiles } from './environment-lockfiles';
import type { BuildOutput, BuiltEnvironment } from './runtimes/runtime';
import { Runtimes } from './runtimes/runtime';
import { VendoredSource } from './export/vendored-source';

interface EnvironmentBuild {
  environment: EnvironmentEntity;
  folders: BuildFolders;
  options: ExecutionOptions;
  packName: string;
  indexAccess: HostAccess;
  output: BuildOutput;
}

interface FinishedBuild {
  path: string;
  details: EnvironmentDetails;
  artifact: EnvironmentArtifact | null;
  link: PlaceLink;
}

/**
 * Stage 3: builds one environment at its final place, `store/environments/<runtime>/<fingerprint>/<task>-<job number>`, from a copy of
 * what counts in the fingerprint, and tests that it can be used. For an export packages are collected instead; where the environment is
 * there already and only the link to it is missing, nothing is built.
 */
@Injectable()
export class BuildHandler implements StageHandler {
  readonly stage = 'build' satisfies Stage;

  constructor(
    private readonly environments: EnvironmentRepository,
    private readonly packProgress: PackProgressRepository,
    private readonly workspace: BuildWorkspace,
    private readonly runtimes: Runtimes,
    private readonly links: EnvironmentLinker,
    private readonly outputs: TaskOutputRepository,
    private readonly exports: ExportCollector,
    private readonly vendored: VendoredSource,
    private readonly lockfiles: EnvironmentLockfiles,
    private readonly homeContent: HomeContent,
    private readonly indexAccess: IndexAccess,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal, progress: TaskProgress): Promise<UnstoredResult> {
    const { environmentId, pack } = task;
    if (environmentId === null || pack === null) throw new Error(`Task ${task.id} names nothing to build`);
    const environment = await this.environments.find(environmentId);
    const indexAccess = this.indexAccess.accessFor(task);
    if (task.execution.action === 'core.export_packs') {
      return this.exports.collect({ task, pack, environment, indexAccess }, signal, progress);
    }
    if (pack.downloadResult === null) throw new Error(`Pack ${pack.id} is to be built but was never downloaded`);
    const options = optionsOf(task.execution);
    const link =
      options.action === 'core.build_pack_envs'
        ? await this.links.prepare(pack, environment.runtime, options)
        : () => Promise.resolve();
    const startedAt = Date.now();
    await this.homeContent.ensureStaged(pack.downloadResult, signal);
    if (
      (await this.bringIfReady(environment, signal)) &&
      (await this.links.needsOnlyLink(task, environment, options))
    ) {
      return { store: (unit) => link(unit, environment, Date.now() - startedAt) };
    }
    const folders = await this.workspace.prepare(task, environment, pack.downloadResult.stagedPath);
    try {
      const output = new BuildOutputRecorder(task, this.outputs, progress);
      const input = { environment, folders, options, packName: pack.ref ?? pack.sourceText, indexAccess, output };
      const { lock, ...built } = await this.buildAndCheckLock(input, signal).finally(() => output.close());
      await this.lockfiles.keep(environment, lock);
      const artifact = await this.homeContent.putEnvironment(folders.path, signal);
      const details = { ...built, durationMs: Date.now() - startedAt };
      return this.resultOf(environment, { path: folders.path, details, artifact, link });
    } finally {
      await this.workspace.clear(task);
    }
  }

  /** What another process has built is fetched; what can't be moved here is built anew. */
  private async bringIfReady(environment: EnvironmentEntity, signal: AbortSignal): Promise<boolean> {
    return environment.status === 'ready' && this.homeContent.tryBringEnvironment(environment, signal);
  }

  private async buildAndCheckLock(input: EnvironmentBuild, signal: AbortSignal): Promise<BuiltEnvironment> {
    const built = await this.lockfiles.withLockMismatchError(input, () => this.build(input, signal));
    try {
      await this.lockfiles.assertSame(input, built.lock);
    } catch (error) {
      await this.workspace.remove(input.folders.path);
      throw error;
    }
    return built;
  }

  private async build(input: EnvironmentBuild, signal: AbortSignal): Promise<BuiltEnvironment> {
    const { environment, folders, options, indexAccess, output } = input;
    const limit = {
      seconds: options.buildSeconds,
      signal,
      subject: `Building the ${environment.runtime} environment of ${input.packName}`,
      hint: `Give it more time with the parameter ${options.buildTimeoutName}.`,
    };
    // A forced build does without the lock of the last one, for what is newest now.
    const imported = await this.vendored.of(environment.request);
    const given = imported?.lock ?? (await this.lockfiles.requestedLockfile(environment.request));
    const lock = given ?? (options.forceRebuild ? undefined : await this.lockfiles.latestOf(environment));
    return withTimeLimit(limit, (limitedSignal) =>
      this.runtimes[environment.runtime].build(
        {
          request: environment.request,
          contentFolder: folders.contentFolder,
          scratchFolder: folders.scratchFolder,
          targetFolder: folders.targetFolder,
          cacheFolder: folders.cacheFolder,
          lock,
          vendored: imported?.vendored,
          indexAccess,
          output,
        },
        limitedSignal,
      ),
    );
  }

  private resultOf(environment: EnvironmentEntity, { path, details, artifact, link }: FinishedBuild): UnstoredResult {
    return {
      store: async (unit) => {
        unit.onRollback(() => this.discard(environment, path));
        await this.environments.markReady(unit.transaction, environment.id, { path, details, artifact });
        await this.packProgress.touchWaitingFor(unit.transaction, environment.id);
        await this.workspace.makeCurrent(path);
        await link(unit, { id: environment.id, runtime: environment.runtime, path, details }, details.durationMs);
      },
    };
  }

  private async discard({ status, path: former }: EnvironmentEntity, path: string): Promise<void> {
    if (status === 'ready' && former !== null) await this.workspace.makeCurrent(former);
    await this.workspace.remove(path);
  }
}

import { createHash } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { HomeContent, ReplicatedVendored } from '@packyard/content';
import { type ExportedEnvironment, optionsOf, RejectedError, type VendoredPackages } from '@packyard/contracts';
import type { HostAccess } from '@packyard/network';
import { type UnstoredResult, type TaskProgress, withTimeLimit } from '@packyard/pipeline';
import {
  type ClaimedPack,
  type ClaimedTask,
  type EnvironmentEntity,
  ExecutionPackRepository,
  ExportRepository,
  PackRepository,
  TaskOutputRepository,
} from '@packyard/schema';
import { machinePlatform } from '@packyard/store';
import { BuildOutputRecorder } from '../build-output-recorder';
import { type BuildFolders, BuildWorkspace } from '../build-workspace';
import { EnvironmentLockfiles } from '../environment-lockfiles';
import type { CollectedPackages } from '../runtimes/runtime';
import { Runtimes } from '../runtimes/runtime';
import { sha256Of } from '../runtimes/vendored';
import { VendoredSource } from './vendored-source';

interface Collection {
  task: ClaimedTask;
  pack: ClaimedPack;
  environment: EnvironmentEntity;
  indexAccess: HostAccess;
}

/** For `core.export_packs`: the packages of one environment that is ready, as the files that they come in. */
@Injectable()
export class ExportCollector {
  constructor(
    private readonly runtimes: Runtimes,
    private readonly workspace: BuildWorkspace,
    private readonly outputs: TaskOutputRepository,
    private readonly packs: PackRepository,
    private readonly executionPacks: ExecutionPackRepository,
    private readonly exports: ExportRepository,
    private readonly homeContent: HomeContent,
    private readonly locks: EnvironmentLockfiles,
    private readonly vendored: ReplicatedVendored,
    private readonly brought: VendoredSource,
  ) {}

  async collect(collection: Collection, signal: AbortSignal, progress: TaskProgress): Promise<UnstoredResult> {
    const exported = (await this.collectedBefore(collection)) ?? (await this.collectNow(collection, signal, progress));
    return { store: ({ transaction }) => this.exports.addExported(transaction, collection.pack.id, exported) };
  }

  /** For another pack of the execution, or by whoever this was imported from. */
  private async collectedBefore({ task, environment }: Collection): Promise<ExportedEnvironment | undefined> {
    const { vendored } = environment.request;
    if (vendored !== undefined) {
      await this.brought.of(environment.request);
      const found = await this.vendored.findAny(vendored);
      return found === undefined ? undefined : exportedAs(environment, vendored, found.packages);
    }
    const rows = await this.executionPacks.listOf(task.executionId);
    return rows
      .flatMap(({ actionResult }) => actionResult?.exported ?? [])
      .find((one) => one.environmentId === environment.id);
  }

  private async collectNow(
    { task, pack, environment, indexAccess }: Collection,
    signal: AbortSignal,
    progress: TaskProgress,
  ): Promise<ExportedEnvironment> {
    const lock = await this.locks.latestOf(environment);
    if (lock === undefined || environment.details === null) throw unlocked(pack, environment);
    const installed = await this.packs.findInstalled(pack.ref ?? '', pack.version ?? '');
    if (installed === undefined) throw gone(pack);
    const root = await this.homeContent.ensurePack(installed);
    const folders = await this.workspace.prepareInstalled(task, environment, root);
    const output = new BuildOutputRecorder(task, this.outputs, progress);
    const { runtimeVersion } = environment.details;
    const options = optionsOf(task.execution);
    const limit = {
      seconds: options.buildSeconds,
      signal,
      subject: `Collecting the ${environment.runtime} packages of ${pack.ref ?? pack.sourceText}`,
      hint: `Give it more time with the parameter ${options.buildTimeoutName}.`,
    };
    try {
      const collected = await withTimeLimit(limit, (limited) => {
        const input = { ...folders, request: environment.request, lock, runtimeVersion, indexAccess, output };
        return this.runtimes[environment.runtime].collect(input, limited);
      });
      return await this.keep(environment, folders, collected);
    } finally {
      await output.close();
      await this.workspace.clear(task);
    }
  }

  private async keep(
    environment: EnvironmentEntity,
    { contentFolder }: BuildFolders,
    { lock, runtimeVersion, paths }: CollectedPackages,
  ): Promise<ExportedEnvironment> {
    const { runtime } = environment;
    const lockFile = join(contentFolder, '..', 'export.lock');
    await writeFile(lockFile, lock);
    const files: VendoredPackages['files'] = [];
    for (const path of paths) {
      files.push({ name: basename(path), sha256: await sha256Of(path), bytes: (await stat(path)).size });
    }
    const packages = {
      runtime,
      runtimeVersion,
      platform: machinePlatform(),
      lock: createHash('sha256').update(lock).digest('hex'),
      files,
    };
    const pathOf = ({ name }: { name: string }) => paths.find((path) => basename(path) === name) ?? name;
    return exportedAs(environment, await this.vendored.put(packages, { lockFile, pathOf }), packages);
  }
}

function exportedAs(
  { id, runtime }: EnvironmentEntity,
  vendored: string,
  { files }: VendoredPackages,
): ExportedEnvironment {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { environmentId: id, runtime, vendored, packageCount: files.length, bytes };
}

function unlocked({ ref }: ClaimedPack, { runtime }: EnvironmentEntity): RejectedError {
  const message = `Of the ${runtime} environment of ${ref ?? 'the pack'} it is not known which packages are in it.`;
  return new RejectedError('ENVIRONMENT_FAILED', message, {
    hint: 'Install the pack again with force_rebuild, then export it.',
  });
}

function gone({ ref, version }: ClaimedPack): RejectedError {
  return new RejectedError('VERSION_NOT_FOUND', `${ref ?? ''} ${version ?? ''} was uninstalled meanwhile.`, {
    hint: 'Install it again, then export it.',
  });
}

import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import {
  afterStage,
  describeSource,
  type ExecutionPackId,
  RejectedError,
  reportError,
  type RuntimeName,
  type Source,
} from '@packyard/contracts';
import type { UnstoredResult } from '@packyard/pipeline';
import {
  type ClaimedTask,
  PackProgressRepository,
  type NewExecutionPack,
  type PackResolution,
  type Transaction,
} from '@packyard/schema';
import { HomeLayout } from '@packyard/store';
import { CandidateCatalog } from './candidate-catalog';
import { type EnvironmentChoice, EnvironmentChooser } from './environment-chooser';
import { PackPreview, type Preview } from './dry-run/pack-preview';
import { registrationWarnings } from './registration-warnings';
import type { Candidate, Selection, Solution } from './solver/problem';
import type { WaitingPack, ResolutionRound } from './resolution-round';

/** Stores what the solver decided: who is rejected, who has to be downloaded first, or, when all are there, how each goes on. */
@Injectable()
export class ResolutionWriter {
  constructor(
    private readonly packProgress: PackProgressRepository,
    private readonly environments: EnvironmentChooser,
    private readonly catalog: CandidateCatalog,
    private readonly home: HomeLayout,
    private readonly previews: PackPreview,
  ) {}

  async prepare(task: ClaimedTask, round: ResolutionRound, solution: Solution): Promise<UnstoredResult> {
    const toDownload = [...solution.selected.values()].filter(
      ({ candidate: { availability } }) => availability === 'registry' || availability === 'installed',
    );
    const rejections = [...round.rejected, ...solution.rejected];
    const isComplete = toDownload.length === 0;
    const { dryRun } = round.options;
    const previewsById = isComplete && dryRun ? await this.preview(round, solution) : undefined;
    const environments =
      isComplete && !dryRun ? await this.chooseEnvironments(round, solution) : new Map<ExecutionPackId, never>();
    return {
      store: async ({ transaction }) => {
        await this.packProgress.lockAll(transaction, task.executionId);
        for (const { id, code, message, hint } of rejections) {
          await this.packProgress.move(transaction, id, {
            stage: 'resolve',
            status: 'failed',
            error: { code, message, hint },
          });
        }
        if (previewsById !== undefined) await this.storePreviews(transaction, { round, solution, previewsById });
        else if (isComplete) await this.storeResolution(transaction, { round, solution, environments });
        else for (const selection of toDownload) await this.sendToDownload(transaction, round, selection);
      },
    };
  }

  /** A pack that was fetched in another version goes through the download again; others join the execution. */
  private async sendToDownload(
    transaction: Transaction,
    round: ResolutionRound,
    { candidate, because }: Selection,
  ): Promise<void> {
    const downloadedPack = round.waiting.find(({ manifest }) => manifest.ref === candidate.ref);
    const source = this.sourceOf(candidate, round, downloadedPack);
    if (downloadedPack !== undefined) {
      await this.packProgress.redownload(transaction, downloadedPack.row.id, { source, chosenBecause: because });
      return;
    }
    const [anyPack] = round.waiting;
    if (anyPack === undefined) throw new Error('A pack is needed although none has been fetched');
    const added: NewExecutionPack = {
      sourceText: describeSource(source),
      source,
      ref: candidate.ref,
      chosenBecause: because,
    };
    await this.packProgress.add(transaction, anyPack.row.executionId, added);
  }

  /** Of a pack that was downloaded in another version, it remembers what that one needs. */
  private sourceOf(
    { ref, version, availability }: Candidate,
    round: ResolutionRound,
    downloadedPack: WaitingPack | undefined,
  ): Source {
    const installed = round.installed.find((known) => known.ref === ref && known.version === version);
    if (availability === 'installed' && installed !== undefined)
      return {
        kind: 'local',
        path: join(this.home.packStore, installed.storagePath),
        ...(installed.content === null ? {} : { content: installed.content }),
      };
    const { registryUrl } = round.options;
    const formerSource = downloadedPack?.row.source.kind === 'registry' ? downloadedPack.row.source : undefined;
    const wanted = formerSource ?? {
      kind: 'registry' as const,
      ref,
      range: '*',
      ...(registryUrl === undefined ? {} : { registryUrl }),
    };
    const otherVersions = (formerSource?.tried ?? []).filter((one) => one.version !== downloadedPack?.manifest.version);
    const { manifest } = downloadedPack ?? {};
    const triedVersions =
      manifest === undefined
        ? otherVersions
        : [...otherVersions, { version: manifest.version, dependencies: manifest.dependencies }];
    return { ...wanted, pinnedVersion: version, ...(triedVersions.length === 0 ? {} : { tried: triedVersions }) };
  }

  private async storeResolution(
    transaction: Transaction,
    { round, solution, environments }: { round: ResolutionRound; solution: Solution; environments: ChosenEnvironments },
  ): Promise<void> {
    const resolutions: PackResolution[] = [];
    for (const pack of round.waiting) {
      const selection = solution.selected.get(pack.manifest.ref);
      if (selection === undefined) {
        await this.dropUnlessRejected(transaction, pack.row, solution);
        continue;
      }
      const choice = environments.get(pack.row.id);
      if (choice instanceof RejectedError) {
        await this.fail(transaction, pack.row.id, choice);
        continue;
      }
      resolutions.push({
        id: pack.row.id,
        dependsOn: selection.dependsOn.flatMap((ref) => solution.selected.get(ref)?.candidate.executionPackId ?? []),
        environments: (await choice?.store(transaction)) ?? [],
        chosenBecause: selection.because,
        ...afterStage(round.options.action, 'resolve'),
      });
      await this.warn(transaction, pack, { round, missing: choice?.unbuilt ?? [], warnings: choice?.warnings ?? [] });
    }
    await this.packProgress.storeResolutions(transaction, resolutions);
  }

  /** What would be refused when it is installed is refused here. */
  private async preview(
    { waiting, options }: ResolutionRound,
    { selected }: Solution,
  ): Promise<Map<ExecutionPackId, Preview | RejectedError>> {
    const previewsById = new Map<ExecutionPackId, Preview | RejectedError>();
    for (const pack of waiting) {
      if (!selected.has(pack.manifest.ref)) continue;
      try {
        previewsById.set(pack.row.id, await this.previews.of(pack, options));
      } catch (error) {
        if (!(error instanceof RejectedError)) throw error;
        previewsById.set(pack.row.id, error);
      }
    }
    return previewsById;
  }

  private async storePreviews(
    transaction: Transaction,
    {
      round,
      solution,
      previewsById,
    }: { round: ResolutionRound; solution: Solution; previewsById: Map<ExecutionPackId, Preview | RejectedError> },
  ): Promise<void> {
    for (const pack of round.waiting) {
      const { id } = pack.row;
      const found = previewsById.get(id);
      const chosenBecause = solution.selected.get(pack.manifest.ref)?.because;
      if (found === undefined || chosenBecause === undefined)
        await this.dropUnlessRejected(transaction, pack.row, solution);
      else if (found instanceof RejectedError) await this.fail(transaction, id, found);
      else {
        await this.packProgress.storePlanned(transaction, id, { planned: found.planned, chosenBecause });
        await this.warn(transaction, pack, { round, missing: [], warnings: found.warnings });
      }
    }
  }

  private async warn(
    transaction: Transaction,
    pack: WaitingPack,
    known: { round: ResolutionRound; missing: readonly RuntimeName[]; warnings: readonly string[] },
  ): Promise<void> {
    const warnings = [...known.warnings, ...registrationWarnings(pack, { ...known, provided: this.catalog.provided })];
    if (warnings.length > 0) await this.packProgress.addWarnings(transaction, pack.row.id, warnings);
  }

  /** A dependency that nobody needs any more, because whoever needed it was rejected, leaves the execution again. */
  private async dropUnlessRejected(
    transaction: Transaction,
    row: WaitingPack['row'],
    solution: Solution,
  ): Promise<void> {
    if (solution.rejected.some(({ id }) => id === row.id)) return;
    await this.packProgress.remove(transaction, row.id);
  }

  /** A pack whose files say nothing that can be built fails alone, and with it those that need it. */
  private async chooseEnvironments(round: ResolutionRound, solution: Solution): Promise<ChosenEnvironments> {
    const environments: ChosenEnvironments = new Map();
    for (const pack of round.waiting) {
      if (!solution.selected.has(pack.manifest.ref)) continue;
      try {
        environments.set(pack.row.id, await this.environments.choose(pack, round.options));
      } catch (error) {
        if (!(error instanceof RejectedError)) throw error;
        environments.set(pack.row.id, error);
      }
    }
    return environments;
  }

  private async fail(transaction: Transaction, id: ExecutionPackId, error: RejectedError): Promise<void> {
    await this.packProgress.move(transaction, id, { stage: 'resolve', status: 'failed', error: reportError(error) });
  }
}

type ChosenEnvironments = Map<ExecutionPackId, EnvironmentChoice | RejectedError>;

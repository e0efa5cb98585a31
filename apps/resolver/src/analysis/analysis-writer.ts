import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { afterStage, type AnalyzedPackOutput, DOCUMENTED_DEFAULTS } from '@packyard/contracts';
import { isWithinRange } from '@packyard/pack';
import type { UnstoredResult } from '@packyard/pipeline';
import { PackProgressRepository } from '@packyard/schema';
import { StagingArea } from '@packyard/store';
import { CandidateCatalog } from '../candidate-catalog';
import { folderInSource } from '../pack-folder';
import type { WaitingPack, ResolutionRound } from '../resolution-round';

type RuntimeRequirements = NonNullable<AnalyzedPackOutput['runtime_requirements']>;

/** Tells what packs ask for, without doing anything about it. */
@Injectable()
export class AnalysisWriter {
  constructor(
    private readonly packProgress: PackProgressRepository,
    private readonly staging: StagingArea,
    private readonly catalog: CandidateCatalog,
  ) {}

  prepare(round: ResolutionRound): UnstoredResult {
    const next = afterStage(round.options.action, 'resolve');
    return {
      store: async ({ transaction }) => {
        const [first] = round.waiting;
        if (first !== undefined) await this.packProgress.lockAll(transaction, first.row.executionId);
        for (const pack of round.waiting) {
          await this.packProgress.storeAnalysis(transaction, pack.row.id, {
            analyzed: this.analyze(pack, round),
            next,
          });
        }
      },
    };
  }

  private analyze(pack: WaitingPack, round: ResolutionRound): AnalyzedPackOutput {
    const { row, manifest } = pack;
    return {
      dependencies: manifest.dependencies.map(({ ref, range }) => ({
        pack_ref: ref,
        version_spec: range,
        required_by: manifest.ref,
        already_installed: this.isInstalled(round, { ref, range }),
      })),
      runtime_requirements: this.runtimeRequirements(pack),
      analyzed: {
        pack_ref: manifest.ref,
        pack_path: row.sourceText,
        has_dependencies: manifest.dependencies.length > 0,
        dependency_count: manifest.dependencies.length,
      },
    };
  }

  private isInstalled(round: ResolutionRound, needed: { ref: string; range: string }): boolean {
    if (this.catalog.provided.has(needed.ref)) return true;
    return round.enabled.some(({ ref, version }) => ref === needed.ref && isWithinRange(version, needed.range));
  }

  /** A runtime is asked for by name in the manifest, or by the file that lists its packages. */
  private runtimeRequirements({ row, manifest }: WaitingPack): RuntimeRequirements | null {
    const staged = this.staging.absolutePath(row.downloadResult?.stagedPath ?? '');
    const fileOf = (name: string) => (existsSync(join(staged, name)) ? join(folderInSource(row), name) : null);
    const requirements = fileOf('requirements.txt');
    const packages = fileOf('package.json');
    const written = manifest.runtimeVersions;
    const python = written?.python ?? versionOf(manifest.pythonRange, requirements, DOCUMENTED_DEFAULTS.python_version);
    const nodejs = written?.nodejs ?? versionOf(manifest.nodejsRange, packages, DOCUMENTED_DEFAULTS.nodejs_version);
    if (python === undefined && nodejs === undefined) return null;
    return {
      pack_ref: manifest.ref,
      ...(python === undefined ? {} : { python: { version: python, requirements_file: requirements } }),
      ...(nodejs === undefined ? {} : { nodejs: { version: nodejs, package_file: packages } }),
    };
  }
}

/** A plain version in the manifest means at least that one; it is shown as it was written. */
function versionOf(range: string, file: string | null, fallback: string): string | undefined {
  if (range === '*') return file === null ? undefined : fallback;
  return range.replace(/^>=(?=[\d.]+$)/, '');
}

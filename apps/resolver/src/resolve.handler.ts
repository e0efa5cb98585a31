import { Injectable } from '@nestjs/common';
import { HomeContent } from '@packyard/content';
import { optionsOf, type Stage } from '@packyard/contracts';
import type { StageHandler, UnstoredResult } from '@packyard/pipeline';
import {
  type ClaimedTask,
  ExecutionPackRepository,
  PackProgressRepository,
  type NewExecutionPack,
  PackRepository,
} from '@packyard/schema';
import { AnalysisWriter } from './analysis/analysis-writer';
import { CandidateCatalog } from './candidate-catalog';
import { ExportResolver } from './export/export-resolver';
import { topologicalOrder } from './topological-order';
import { ResolutionWriter } from './resolution-writer';
import type { Candidate, Offered, Problem, Solution } from './solver/problem';
import { SolverThreads } from './solver-threads';
import { mismatchedSources, packsToAddBySource } from './dependency-sources';
import { RegistryOffers } from './registry-offers';
import {
  downloadedCandidate,
  roundOf,
  refsIfIndependent,
  type ResolutionRound,
  waitingPacks,
} from './resolution-round';

/** Stage 2: from manifests and registries to versions that fit together. Packs that turn out to be needed go through the download first. */
@Injectable()
export class ResolveHandler implements StageHandler {
  readonly stage = 'resolve' satisfies Stage;

  constructor(
    private readonly executionPacks: ExecutionPackRepository,
    private readonly packProgress: PackProgressRepository,
    private readonly packs: PackRepository,
    private readonly catalog: CandidateCatalog,
    private readonly solver: SolverThreads,
    private readonly resolutions: ResolutionWriter,
    private readonly analysis: AnalysisWriter,
    private readonly exports: ExportResolver,
    private readonly homeContent: HomeContent,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<UnstoredResult> {
    const options = optionsOf(task.execution);
    if (options.action === 'core.export_packs') return this.exports.resolve(task, options);
    const rows = await this.executionPacks.listWithManifests(task.executionId);
    for (const { downloadResult } of rows) await this.homeContent.ensureStaged(downloadResult, signal);
    const downloaded = waitingPacks(rows);
    const round = roundOf(
      options,
      { rows, downloaded },
      await this.packs.listVersionsForResolving(refsIfIndependent(downloaded)),
    );
    if (options.action === 'core.get_pack_dependencies') return this.analysis.prepare(round);
    const absent = options.skipDependencies ? [] : packsToAddBySource(round, rows);
    if (absent.length > 0) return this.addSourceDependencies(task, absent);
    rejectMismatchedSources(round);
    const solution = options.skipDependencies ? withoutDependencies(round) : await this.solve(round, signal);
    return this.resolutions.prepare(task, round, solution);
  }

  /** Adds packs that are needed from a source of their own; all are resolved once more when these are downloaded. */
  private addSourceDependencies({ executionId }: ClaimedTask, absent: readonly NewExecutionPack[]): UnstoredResult {
    return {
      store: async ({ transaction }) => {
        await this.packProgress.lockAll(transaction, executionId);
        for (const pack of absent) await this.packProgress.add(transaction, executionId, pack);
      },
    };
  }

  private async solve(round: ResolutionRound, signal: AbortSignal): Promise<Solution> {
    const { registryUrl, verifySsl } = round.options;
    const problem = this.problemOf(round);
    const offers = new RegistryOffers(this.catalog, { registryUrl, verifySsl, signal });
    const ask = async (refs: readonly string[]) => correctOffers(await offers.fetch(refs), round);
    const solution = await this.solver.solve(problem, { ask, signal });
    if (solution.rejected.length === 0 || !(await offers.haveChanged())) return solution;
    return this.solver.solve(problem, { ask, signal });
  }

  private problemOf(round: ResolutionRound): Problem {
    const requestedRefs = new Set(round.roots.map((root) => root.ref));
    const local = [...round.waiting.map(downloadedCandidate), ...round.installed].filter(
      ({ ref, availability }) => availability === 'downloaded' || !requestedRefs.has(ref),
    );
    return {
      roots: round.roots,
      candidates: Map.groupBy(local, ({ ref }) => ref),
      enabled: round.enabled,
      // What the platform brings along is not looked for when a pack needs it; what the request names is installed all the same.
      provided: new Set([...this.catalog.provided].filter((ref) => !requestedRefs.has(ref))),
      unavailable: round.unavailable,
    };
  }
}

/**
 * What was fetched and failed, or turned out to be another version, is not chosen again; what was fetched and had other
 * needs than the index says has those.
 */
function correctOffers(offered: Offered, { fetchedVersions, learntDependencies }: ResolutionRound): Offered {
  const keyOf = ({ ref, version }: Candidate) => `${ref}@${version}`;
  return new Map(
    [...offered].map(([ref, candidates]) => [
      ref,
      candidates
        .filter((candidate) => !fetchedVersions.has(keyOf(candidate)))
        .map((candidate) => ({
          ...candidate,
          dependencies: learntDependencies.get(keyOf(candidate)) ?? candidate.dependencies,
        })),
    ]),
  );
}

function rejectMismatchedSources(round: ResolutionRound): void {
  const rejected = mismatchedSources(round);
  const ids = new Set(rejected.map(({ id }) => id));
  round.rejected.push(...rejected);
  round.waiting = round.waiting.filter(({ row }) => !ids.has(row.id));
  round.roots = round.roots.filter(({ id }) => !ids.has(id));
}

/** What the request names, and nothing else. Packs that are registered together come after those of them that they need. */
function withoutDependencies({ waiting, options }: ResolutionRound): Solution {
  const order = options.action === 'core.register_packs' ? topologicalOrder(waiting) : new Map<string, string[]>();
  const because =
    options.action === 'core.install_packs'
      ? 'the request asks for it, without its dependencies'
      : 'the request asks for it';
  const alone = waiting.map((pack) => {
    const candidate = { ...downloadedCandidate(pack), dependencies: [] };
    return [candidate.ref, { candidate, because, dependsOn: order.get(candidate.ref) ?? [] }] as const;
  });
  return { selected: new Map(alone), rejected: [] };
}

import { Injectable } from '@nestjs/common';
import { optionsOf, type Stage } from '@packyard/contracts';
import type { StageHandler, StageOutcome } from '@packyard/pipeline';
import { type ClaimedTask, ExecutionPackRepository, PackRepository } from '@packyard/schema';
import { AnalysisWriter } from './analysis-writer';
import { CandidateCatalog } from './candidate-catalog';
import { orderAmong } from './order-among';
import { PlanWriter } from './plan-writer';
import type { Candidate, Solution } from './solver/problem';
import { solve } from './solver/solve';
import { fetchedCandidate, readRound, type ResolutionRound } from './resolution-round';

/** Stage 2: from manifests and registries to a plan. Packs that turn out to be needed go through the download first. */
@Injectable()
export class ResolveService implements StageHandler {
  readonly stage = 'resolve' satisfies Stage;

  constructor(
    private readonly executionPacks: ExecutionPackRepository,
    private readonly packs: PackRepository,
    private readonly catalog: CandidateCatalog,
    private readonly plans: PlanWriter,
    private readonly analysis: AnalysisWriter,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    const options = optionsOf(task.execution);
    const rows = await this.executionPacks.listForResolving(task.executionId);
    const round = readRound(options, rows, await this.packs.listEnabled());
    if (options.action === 'core.get_pack_dependencies') return this.analysis.write(round);
    const solution = options.skipDependencies ? withoutDependencies(round) : await this.solve(round, signal);
    return this.plans.write(task, round, solution);
  }

  private async solve(round: ResolutionRound, signal: AbortSignal): Promise<Solution> {
    const { registryUrl, verifySsl } = round.options;
    const fetched = round.fetched.map(fetchedCandidate);
    const replaced = new Set(round.roots.map((root) => root.ref));
    const enabled = round.enabled.filter(({ ref }) => !replaced.has(ref));
    const candidates = await this.catalog.complete([...fetched, ...enabled], { registryUrl, verifySsl, signal });
    return solve({
      roots: round.roots,
      candidates: withoutAttempted(candidates, round.attempted),
      enabled: round.enabled,
      // What the request names is installed; that a platform has it only ends the search for a dependency.
      provided: new Set([...this.catalog.provided].filter((ref) => !replaced.has(ref))),
      unavailable: round.unavailable,
    });
  }
}

/** What was fetched and failed, or turned out to be another version, is not chosen again. */
function withoutAttempted(
  candidates: Map<string, Candidate[]>,
  attempted: ReadonlySet<string>,
): Map<string, Candidate[]> {
  const isNew = ({ origin, ref, version }: Candidate) => origin !== 'registry' || !attempted.has(`${ref}@${version}`);
  return new Map([...candidates].map(([ref, known]) => [ref, known.filter(isNew)]));
}

/** What the request names, and nothing else. Packs that are registered together come after those of them that they need. */
function withoutDependencies({ fetched, options }: ResolutionRound): Solution {
  const order = options.action === 'core.register_packs' ? orderAmong(fetched) : new Map<string, string[]>();
  const because =
    options.action === 'core.install_packs'
      ? 'the request asks for it, without its dependencies'
      : 'the request asks for it';
  const alone = fetched.map((pack) => {
    const candidate = { ...fetchedCandidate(pack), dependencies: [] };
    return [candidate.ref, { candidate, because, dependsOn: order.get(candidate.ref) ?? [] }] as const;
  });
  return { selected: new Map(alone), rejected: [] };
}

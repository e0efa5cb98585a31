import { Injectable } from '@nestjs/common';
import { optionsOf, type Stage } from '@packyard/contracts';
import type { StageHandler, StageOutcome } from '@packyard/pipeline';
import { type ClaimedTask, ExecutionPackRepository, ExecutionRepository, PackRepository } from '@packyard/schema';
import { AnalysisWriter } from './analysis-writer';
import { CandidateCatalog } from './candidate-catalog';
import { orderAmong } from './order-among';
import { PlanWriter } from './plan-writer';
import type { Candidate, Solution } from './solver/problem';
import { solve } from './solver/solve';
import { fetchedCandidate, readWave, type Wave } from './wave';

/** Stage 2: from manifests and registries to a plan. Packs that turn out to be needed go through the download first. */
@Injectable()
export class ResolveService implements StageHandler {
  readonly stage = 'resolve' satisfies Stage;

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly executionPacks: ExecutionPackRepository,
    private readonly packs: PackRepository,
    private readonly catalog: CandidateCatalog,
    private readonly plans: PlanWriter,
    private readonly analysis: AnalysisWriter,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    const options = optionsOf(await this.executions.find(task.executionId));
    const rows = await this.executionPacks.listOf(task.executionId);
    const wave = readWave(options, rows, await this.packs.listInstalled());
    if (options.action === 'core.get_pack_dependencies') return this.analysis.write(wave);
    const solution = options.skipDependencies ? withoutDependencies(wave) : await this.solve(wave, signal);
    return this.plans.write(wave, solution);
  }

  private async solve(wave: Wave, signal: AbortSignal): Promise<Solution> {
    const { registryUrl, verifySsl } = wave.options;
    const fetched = wave.fetched.map(fetchedCandidate);
    const replaced = new Set(wave.roots.map((root) => root.ref));
    const enabled = wave.enabled.filter(({ ref }) => !replaced.has(ref));
    const candidates = await this.catalog.complete([...fetched, ...enabled], { registryUrl, verifySsl, signal });
    return solve({
      roots: wave.roots,
      candidates: withoutAttempted(candidates, wave.attempted),
      enabled: wave.enabled,
      provided: this.catalog.provided,
      unavailable: wave.unavailable,
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
function withoutDependencies({ fetched, options }: Wave): Solution {
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

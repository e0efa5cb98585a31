import { Injectable } from '@nestjs/common';
import { InstallPacksParameters, type Stage } from '@packyard/contracts';
import type { StageHandler, StageOutcome } from '@packyard/pipeline';
import { type ClaimedTask, ExecutionPackRepository, ExecutionRepository, PackRepository } from '@packyard/schema';
import { CandidateCatalog } from './candidate-catalog';
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
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    const execution = await this.executions.find(task.executionId);
    const parameters = InstallPacksParameters.parse(execution?.parameters);
    const rows = await this.executionPacks.listOf(task.executionId);
    const wave = readWave(parameters, rows, await this.packs.listInstalled());
    const solution = parameters.skip_dependencies ? withoutDependencies(wave) : await this.solve(wave, signal);
    return this.plans.write(wave, solution);
  }

  private async solve(wave: Wave, signal: AbortSignal): Promise<Solution> {
    const { registry_url: registryUrl, verify_ssl: verifySsl } = wave.parameters;
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

/** What the request names, and nothing else. */
function withoutDependencies({ fetched }: Wave): Solution {
  const alone = fetched.map((pack) => {
    const candidate = { ...fetchedCandidate(pack), dependencies: [] };
    return [
      candidate.ref,
      { candidate, because: 'the request asks for it, without its dependencies', dependsOn: [] },
    ] as const;
  });
  return { selected: new Map(alone), rejected: [] };
}

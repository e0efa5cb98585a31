import { Injectable } from '@nestjs/common';
import { afterStage, describeSource, type ExecutionPackId, type RegistrySource } from '@packyard/contracts';
import type { StageOutcome } from '@packyard/pipeline';
import { ExecutionPackRepository, type NewExecutionPack, type Transaction } from '@packyard/schema';
import { CandidateCatalog } from './candidate-catalog';
import { type EnvironmentPlan, EnvironmentPlanner } from './environment-planner';
import { registrationWarnings } from './registration-warnings';
import type { Selection, Solution } from './solver/problem';
import type { FetchedPack, Wave } from './wave';

/** Stores what the solver decided: who is rejected, who has to be downloaded first, or, when all are there, the plan. */
@Injectable()
export class PlanWriter {
  constructor(
    private readonly packs: ExecutionPackRepository,
    private readonly environments: EnvironmentPlanner,
    private readonly catalog: CandidateCatalog,
  ) {}

  async write(wave: Wave, solution: Solution): Promise<StageOutcome> {
    const missing = [...solution.selected.values()].filter(({ candidate }) => candidate.origin === 'registry');
    const rejections = [...wave.rejected, ...solution.rejected];
    const isComplete = missing.length === 0;
    const plans = isComplete ? await this.planEnvironments(wave, solution) : new Map<ExecutionPackId, never>();
    return {
      store: async (transaction) => {
        for (const { id, ...error } of rejections) {
          await this.packs.move(transaction, id, { stage: 'resolve', status: 'failed', error });
        }
        if (isComplete) await this.storePlan(transaction, { wave, solution, plans });
        else for (const selection of missing) await this.fetchFirst(transaction, wave, selection);
      },
    };
  }

  /** A pack that was fetched in another version goes through the download again; others join the execution. */
  private async fetchFirst(transaction: Transaction, wave: Wave, { candidate, because }: Selection): Promise<void> {
    const source: RegistrySource = {
      kind: 'registry',
      ref: candidate.ref,
      range: '*',
      pinnedVersion: candidate.version,
      ...(wave.options.registryUrl === undefined ? {} : { registryUrl: wave.options.registryUrl }),
    };
    const fetched = wave.fetched.find(({ manifest }) => manifest.ref === candidate.ref);
    if (fetched !== undefined) {
      await this.packs.redownload(transaction, fetched.row.id, { source, chosen: because });
      return;
    }
    const [execution] = wave.fetched;
    if (execution === undefined) throw new Error('A pack is needed although none has been fetched');
    const added: NewExecutionPack = {
      origin: 'dependency',
      description: describeSource(source),
      source,
      ref: candidate.ref,
      chosen: because,
    };
    await this.packs.add(transaction, execution.row.executionId, added);
  }

  private async storePlan(
    transaction: Transaction,
    { wave, solution, plans }: { wave: Wave; solution: Solution; plans: Map<ExecutionPackId, EnvironmentPlan> },
  ): Promise<void> {
    for (const pack of wave.fetched) {
      const { row, manifest } = pack;
      const selection = solution.selected.get(manifest.ref);
      if (selection === undefined) {
        await this.dropUnlessRejected(transaction, row, solution);
        continue;
      }
      const plan = plans.get(row.id);
      await this.packs.storePlan(transaction, row.id, {
        dependsOn: selection.dependsOn.flatMap((ref) => solution.selected.get(ref)?.candidate.packId ?? []),
        environments: (await plan?.store(transaction)) ?? [],
        chosen: selection.because,
        next: afterStage(wave.options.action, 'resolve'),
      });
      const warnings = registrationWarnings(pack, {
        wave,
        provided: this.catalog.provided,
        missing: plan?.missing ?? [],
      });
      if (warnings.length > 0) await this.packs.addWarnings(transaction, row.id, warnings);
    }
  }

  /** A dependency that nobody needs any more, because whoever needed it was rejected, leaves the execution again. */
  private async dropUnlessRejected(
    transaction: Transaction,
    row: FetchedPack['row'],
    solution: Solution,
  ): Promise<void> {
    if (solution.rejected.some(({ id }) => id === row.id)) return;
    await this.packs.remove(transaction, row.id);
  }

  private async planEnvironments(wave: Wave, solution: Solution): Promise<Map<ExecutionPackId, EnvironmentPlan>> {
    const plans = new Map<ExecutionPackId, EnvironmentPlan>();
    for (const pack of wave.fetched) {
      if (!solution.selected.has(pack.manifest.ref)) continue;
      plans.set(pack.row.id, await this.environments.plan(pack, wave.options));
    }
    return plans;
  }
}

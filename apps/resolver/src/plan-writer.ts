import { Injectable } from '@nestjs/common';
import { describeSource, type EnvironmentId, type ExecutionPackId, type RegistrySource } from '@packyard/contracts';
import { environmentRequests } from '@packyard/pack';
import type { StageOutcome } from '@packyard/pipeline';
import {
  EnvironmentRepository,
  ExecutionPackRepository,
  type NewExecutionPack,
  type Transaction,
} from '@packyard/schema';
import { EnvironmentStore, StagingArea } from '@packyard/store';
import type { EnvironmentRequest } from '@packyard/contracts';
import type { Selection, Solution } from './solver/problem';
import type { FetchedPack, Wave } from './wave';

/** Stores what the solver decided: who is rejected, who has to be downloaded first, or, when all are there, the plan. */
@Injectable()
export class PlanWriter {
  constructor(
    private readonly packs: ExecutionPackRepository,
    private readonly environments: EnvironmentRepository,
    private readonly staging: StagingArea,
    private readonly store: EnvironmentStore,
  ) {}

  async write(wave: Wave, solution: Solution): Promise<StageOutcome> {
    const missing = [...solution.selected.values()].filter(({ candidate }) => candidate.origin === 'registry');
    const rejections = [...wave.rejected, ...solution.rejected];
    const isComplete = missing.length === 0;
    const requests = isComplete ? await this.environmentRequests(wave, solution) : new Map<ExecutionPackId, never>();
    return {
      store: async (transaction) => {
        for (const { id, ...error } of rejections) {
          await this.packs.move(transaction, id, { stage: 'resolve', status: 'failed', error });
        }
        if (isComplete) await this.storePlan(transaction, { wave, solution, requests });
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
      ...(wave.parameters.registry_url === undefined ? {} : { registryUrl: wave.parameters.registry_url }),
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
    {
      wave,
      solution,
      requests,
    }: { wave: Wave; solution: Solution; requests: Map<ExecutionPackId, EnvironmentRequest[]> },
  ): Promise<void> {
    for (const { row, manifest } of wave.fetched) {
      const selection = solution.selected.get(manifest.ref);
      if (selection === undefined) {
        await this.dropUnlessRejected(transaction, row, solution);
        continue;
      }
      const environments: EnvironmentId[] = [];
      for (const request of requests.get(row.id) ?? []) environments.push(await this.ensure(transaction, request));
      await this.packs.storePlan(transaction, row.id, {
        dependsOn: selection.dependsOn.flatMap((ref) => solution.selected.get(ref)?.candidate.packId ?? []),
        environments,
        chosen: selection.because,
      });
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

  /** An environment whose folder has gone is built again. */
  private async ensure(transaction: Transaction, request: EnvironmentRequest): Promise<EnvironmentId> {
    const environment = await this.environments.ensure(transaction, request);
    if (
      environment.status === 'ready' &&
      environment.path !== null &&
      !(await this.store.isPresent(environment.path))
    ) {
      await this.environments.markMissing(transaction, environment.id);
    }
    return environment.id;
  }

  private async environmentRequests(
    wave: Wave,
    solution: Solution,
  ): Promise<Map<ExecutionPackId, EnvironmentRequest[]>> {
    const { parameters } = wave;
    const options = {
      pythonVersion: parameters.python_version,
      nodejsVersion: parameters.nodejs_version,
      skipPython: parameters.skip_python || parameters.skip_env_build,
      skipNodejs: parameters.skip_nodejs || parameters.skip_env_build,
    };
    const requests = new Map<ExecutionPackId, EnvironmentRequest[]>();
    for (const { row, manifest } of wave.fetched) {
      if (!solution.selected.has(manifest.ref) || row.downloaded === null) continue;
      const root = this.staging.absolutePath(row.downloaded.stagedPath);
      requests.set(row.id, await environmentRequests(root, manifest, options));
    }
    return requests;
  }
}

import { lstat, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type PackTestReport, RejectedError } from '@packyard/contracts';
import type { Manifest } from '@packyard/pack';
import type { Containment } from '@packyard/sandbox';
import { concludeReport, refusal } from './conclude-report';
import { type PlanningInput, planSuites, type SuitePlan } from './plan-suites';
import { runSuite } from './run-suite';
import type { SuiteOutcome } from './suite';

export interface PackTestRequest {
  /** A private copy of the pack, which may be written to and is thrown away afterwards. */
  folder: string;
  /** Absolute; for the homes and temporary folders of the suites. */
  scratchFolder: string;
  manifest: Manifest;
  /** Absolute folder with `bin/python`; without one, Python tests are run by `python3`. */
  virtualenv?: string;
  /** Absolute folder that is linked to as `node_modules` when the pack brings none. */
  nodeModules?: string;
}

/**
 * Runs the tests of a pack: those that its manifest names, otherwise those that are where tests usually are. Whatever
 * they do ends as a report; only an abort of the signal is thrown.
 */
export class PackTests {
  constructor(
    private readonly containment: Containment,
    private readonly allowsNetwork = false,
  ) {}

  /** Nothing when there are tests that have to be run. Only looks, so the folder need not be a copy. */
  async reportWithoutRunning(planning: PlanningInput): Promise<PackTestReport | undefined> {
    const plan = await this.plan(planning);
    if (plan instanceof RejectedError) return refusal(plan.message);
    return plan.suites.length === 0 ? concludeReport([], plan.minPassRate) : undefined;
  }

  async run(request: PackTestRequest, signal: AbortSignal): Promise<PackTestReport> {
    signal.throwIfAborted();
    const folder = await realpath(request.folder);
    const plan = await this.plan({ ...request, folder });
    if (plan instanceof RejectedError) return refusal(plan.message);
    if (request.nodeModules !== undefined) await linkUnlessThere(request.nodeModules, join(folder, 'node_modules'));
    const outcomes: SuiteOutcome[] = [];
    const { containment, allowsNetwork } = this;
    const { scratchFolder, virtualenv, nodeModules } = request;
    const context = { folder, scratchFolder, virtualenv, nodeModules, containment, allowsNetwork };
    for (const suite of plan.suites) outcomes.push(await runSuite(suite, context, signal));
    return concludeReport(outcomes, plan.minPassRate);
  }

  /** What is wrong with the pack's own description of its tests is a result of testing it. */
  private async plan(planning: PlanningInput): Promise<SuitePlan | RejectedError> {
    try {
      return await planSuites(planning);
    } catch (error) {
      if (error instanceof RejectedError) return error;
      throw error;
    }
  }
}

async function linkUnlessThere(target: string, path: string): Promise<void> {
  try {
    await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await symlink(target, path);
  }
}

import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { HomeContent, type StoredEnvironment } from '@packyard/content';
import {
  ENVIRONMENT_LINKS,
  environmentLinkTarget,
  type PackTestReport,
  RejectedError,
  type TestResultOutput,
} from '@packyard/contracts';
import { copyTree, type Manifest } from '@packyard/pack';
import { type ClaimedTask, type EnvironmentEntity, PackTestRepository, type Transaction } from '@packyard/schema';
import { EnvironmentStore, HomeLayout, StagingArea } from '@packyard/store';
import { PackTests } from './pack-tests/pack-tests';

interface TestRequest {
  task: ClaimedTask;
  trigger: 'register' | 'manual';
  folder: string;
  manifest: Manifest;
  environments: readonly (StoredEnvironment & Pick<EnvironmentEntity, 'runtime'>)[];
  /** Register the pack even so. */
  mayFail: boolean;
}

/** A run of tests that does not stand in the way. */
export interface TestRun {
  result: TestResultOutput;
  /** Stores it, together with what it is for. */
  record: (transaction: Transaction) => Promise<void>;
}

/** Runs a pack's own tests in its built environments, and decides what they mean for its registration. */
@Injectable()
export class TestStep {
  constructor(
    private readonly layout: HomeLayout,
    private readonly staging: StagingArea,
    private readonly environmentStore: EnvironmentStore,
    private readonly tests: PackTests,
    private readonly runs: PackTestRepository,
    private readonly homeContent: HomeContent,
  ) {}

  /** @throws RejectedError TESTS_FAILED, after the run was recorded */
  async run(request: TestRequest, signal: AbortSignal): Promise<TestRun> {
    const { manifest, task, trigger, mayFail } = request;
    const report = await this.report(request, signal);
    const { ref, version } = manifest;
    const row = { ref, version, executionId: task.executionId, trigger, report };
    const isForgiven = mayFail || manifest.testing?.['on_failure'] === 'warn';
    if (report.status === 'failed' && !isForgiven) {
      await this.runs.add(row);
      throw testsFailed(manifest, report);
    }
    const result = {
      status: report.status,
      total_tests: report.totalTests,
      passed: report.passed,
      failed: report.failed,
      ...(report.reason === null ? {} : { reason: report.reason }),
    };
    return { result, record: (transaction) => this.runs.add(row, transaction) };
  }

  /** In a copy: tests are foreign code, and what gets published must be what was downloaded. */
  private async report(
    { task, folder, manifest, environments }: TestRequest,
    signal: AbortSignal,
  ): Promise<PackTestReport> {
    const paths = this.environmentPaths(environments);
    const known = await this.tests.reportWithoutRunning({ folder, manifest, ...paths });
    if (known !== undefined) return known;
    for (const environment of environments) await this.homeContent.ensureEnvironment(environment, signal);
    const jobPath = join(this.layout.stagingOf(task.executionId), `test-${task.id}-${task.jobNumber}`);
    const workspace = await this.staging.prepare(jobPath);
    const copy = join(workspace, 'content', manifest.ref);
    const scratchFolder = join(workspace, 'scratch');
    try {
      await copyTree(folder, copy, { leavesOut: (path) => ENVIRONMENT_LINKS.includes(path) });
      return await this.tests.run({ folder: copy, scratchFolder, manifest, ...paths }, signal);
    } finally {
      await this.staging.remove(jobPath);
    }
  }

  private environmentPaths(environments: TestRequest['environments']): { virtualenv?: string; nodeModules?: string } {
    const paths: { virtualenv?: string; nodeModules?: string } = {};
    for (const { runtime, path } of environments) {
      if (path === null) continue;
      const target = environmentLinkTarget(runtime, this.environmentStore.currentLink(path));
      if (runtime === 'python') paths.virtualenv = target;
      else paths.nodeModules = target;
    }
    return paths;
  }
}

function testsFailed({ ref, version }: Manifest, { reason }: PackTestReport): RejectedError {
  return new RejectedError(
    'TESTS_FAILED',
    `Pack ${ref} ${version} was not registered, because its tests did not pass: ${reason ?? 'no reason was given'}`,
    { hint: 'Fix the pack; or set force to register it anyway, or skip_tests to leave its tests out.' },
  );
}

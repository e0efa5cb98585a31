import { Injectable } from '@nestjs/common';
import {
  type Actor,
  asksFor,
  describeSource,
  type ExecutionView,
  type IndexCredentials,
  InstallPacksOutput,
  type ParsedSource,
  type PlanView,
  type Principal,
  RejectedError,
  type Source,
  type TokenLimits,
  type TokenScope,
  UnavailableError,
} from '@packyard/contracts';
import { type ExecutionEntity, type ExecutionPackEntity, ExecutionPackRepository } from '@packyard/schema';
import { BaseGeneration } from '@packyard/versions';
import { ExecutionViews } from '../executions/execution-views';
import { SubmitService } from '../executions/submit.service';
import { exactSource } from '../locks/exact-source';

export interface Requester {
  requestedBy: Actor;
  scope: TokenScope;
  limits: TokenLimits | null;
}

interface Applied extends Requester {
  own: Principal | undefined;
  /** Those that the plan was made with are not kept. */
  credentials: IndexCredentials | undefined;
}

/** Plans are executions of `core.install_packs` with `dry_run`; applying one is another, of exactly what it says. */
@Injectable()
export class PlansService {
  constructor(
    private readonly submissions: SubmitService,
    private readonly executionViews: ExecutionViews,
    private readonly rows: ExecutionPackRepository,
    private readonly base: BaseGeneration,
  ) {}

  /** @throws RejectedError PARAMETERS_INVALID */
  async make(parameters: Record<string, unknown>, requester: Requester): Promise<ExecutionView> {
    const asked = { action: 'core.install_packs', parameters: { ...parameters, dry_run: true } };
    const { created } = await this.submissions.submit({ ...asked, ...requester });
    if (created === undefined) throw new Error('A plan without a key was made before');
    return created;
  }

  /** With `requester`, only what that one requested is there. @throws RejectedError EXECUTION_NOT_FOUND, UnavailableError NOT_READY */
  async view(id: string, requester: Principal | undefined): Promise<PlanView> {
    return presentPlan(await this.find(id, requester));
  }

  /**
   * Installs exactly what the plan says, all of it or nothing; that nothing has moved since is looked at again at the very
   * end, under the lock of what is enabled.
   * @throws RejectedError EXECUTION_NOT_FOUND, PLAN_REFUSED or PLAN_OUTDATED; UnavailableError NOT_READY
   */
  async apply(id: string, { own, credentials, ...requester }: Applied): Promise<ExecutionView> {
    const execution = await this.find(id, own);
    const { base_generation: base, packs, refused } = presentPlan(execution);
    if (base === null || refused.length > 0) throw cannotBeApplied(id, refused);
    await this.base.assertCurrent(base);
    const rows = (await this.rows.listOf(execution.id)).filter(({ status }) => status === 'completed');
    if (rows.length !== packs.length) throw cannotBeApplied(id, []);
    const sources = rows.map(plannedSource);
    const { dry_run: _dryRun, ...parameters } = execution.parameters;
    const asked = {
      ...parameters,
      packs: sources.map(({ source }) => describeSource(source)),
      atomic: true,
      skip_dependencies: true,
      base_generation: base,
      index_credentials: credentials,
    };
    // What the texts of the sources say is in them already.
    delete (asked as Record<string, unknown>)['ref_spec'];
    const { created } = await this.submissions.submit({
      action: 'core.install_packs',
      parameters: asked,
      sources,
      ...requester,
    });
    if (created === undefined) throw new Error('A plan without a key was applied before');
    return created;
  }

  private async find(id: string, requester: Principal | undefined): Promise<ExecutionEntity> {
    const execution = await this.executionViews.find(id, requester);
    if (execution.action !== 'core.install_packs' || !asksFor(execution, 'dry_run')) {
      throw new RejectedError('EXECUTION_NOT_FOUND', `Execution ${execution.id} is no plan.`, {
        hint: 'Make one with packyard plan.',
      });
    }
    if (execution.finishedAt !== null) return execution;
    throw new UnavailableError('NOT_READY', `Plan ${execution.id} is still being made.`, {
      hint: 'Ask again in a moment.',
    });
  }
}

function presentPlan({ id, status, createdAt, result }: ExecutionEntity): PlanView {
  const { plan, failed_packs: failed } = InstallPacksOutput.parse(result);
  return {
    id,
    status,
    created: createdAt.toISOString(),
    base_generation: plan?.base_generation ?? null,
    packs: plan?.packs ?? [],
    refused: failed.map(({ pack_ref, source, error, code, hint }) => ({ pack_ref, source, error, code, hint })),
  };
}

/** The same thing again, with the digest that it had, and the environments that it was to have. */
function plannedSource(row: ExecutionPackEntity): ParsedSource {
  const { source, version, downloadResult, actionResult } = row;
  if (downloadResult === null || version === null || actionResult?.planned === undefined)
    throw new Error(`Pack ${row.id} of a plan was never fetched`);
  const { gitCommit = null, checksum = null } = downloadResult;
  const exact = exactSource({ source, version, gitCommit, checksum });
  const fingerprints = Object.fromEntries(
    actionResult.planned.environments.map(({ runtime, fingerprint }) => [runtime, fingerprint]),
  );
  return { source: { ...exact, locked: { digest: downloadResult.digest, fingerprints } } as Source };
}

function cannotBeApplied(id: string, refused: PlanView['refused']): RejectedError {
  const [first] = refused;
  const why = first === undefined ? 'it holds no packs' : `${first.pack_ref ?? first.source}: ${first.error}`;
  return new RejectedError('PLAN_REFUSED', `Plan ${id} can't be applied: ${why}`, {
    hint: first?.hint ?? 'Make another plan.',
  });
}

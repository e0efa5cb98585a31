import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type AuditAction,
  describePrincipal,
  type RolloutPolicy,
  type RolloutView,
} from '@packyard/contracts';
import {
  AuditRepository,
  GenerationRepository,
  RolloutRepository,
  type RolloutRow,
  type Transaction,
  WantedStateRepository,
} from '@packyard/schema';
import { presentRollout } from './present-rollout';

/** How generations go out to nodes, and what an operator does about it. */
@Injectable()
export class RolloutsService {
  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly generations: GenerationRepository,
    private readonly states: WantedStateRepository,
    private readonly audit: AuditRepository,
  ) {}

  async show(): Promise<RolloutView> {
    const [policy, rollout, nodes, current] = await Promise.all([
      this.rollouts.policy(),
      this.rollouts.find(),
      this.rollouts.nodes(),
      this.generations.current(),
    ]);
    return presentRollout(policy, rollout, { nodes, latest: current.id });
  }

  /** What is enabled now is what nodes are told until a rollout reaches them. */
  async setPolicy(policy: RolloutPolicy, actor: Actor): Promise<RolloutView> {
    await this.audit.record(
      async (transaction) => {
        await this.rollouts.lock(transaction);
        const former = await this.rollouts.policy(transaction);
        await this.rollouts.setPolicy(transaction, policy);
        if (policy.steps.length === 0) await this.rollouts.end(transaction);
        else if ((await this.rollouts.find(transaction)) === undefined)
          await this.rollouts.showAll(transaction, await this.states.read(transaction));
        return former;
      },
      (before) => ({ actor, action: 'rollout.set', subject: 'rollout policy', before, after: policy }),
    );
    return this.show();
  }

  /** Nodes that it has not reached stay with what they have, until somebody goes on. */
  stop(actor: Actor): Promise<RolloutView> {
    const reason = `It was stopped by ${describePrincipal(actor)}.`;
    return this.change({ actor, action: 'rollout.stop' }, async (transaction, { status }) => {
      if (status !== 'running') return undefined;
      await this.rollouts.stop(transaction, reason);
      return { reason };
    });
  }

  /** Goes on without the nodes whose failures stopped it; with `all`, to all others at once, also while it runs. */
  resume({ all }: { all: boolean }, actor: Actor): Promise<RolloutView> {
    return this.change({ actor, action: 'rollout.resume' }, async (transaction, { status, reason }) => {
      if (status === 'complete' || (status === 'running' && !all)) return undefined;
      await (all ? this.rollouts.complete(transaction) : this.rollouts.resume(transaction));
      return { all, reason };
    });
  }

  /** Nothing is to be done, and noted, when the change answers nothing. */
  private async change(
    { actor, action }: { actor: Actor; action: AuditAction },
    make: (transaction: Transaction, rollout: RolloutRow) => Promise<object | undefined>,
  ): Promise<RolloutView> {
    await this.audit.record(
      async (transaction) => {
        await this.rollouts.lock(transaction);
        const rollout = await this.rollouts.find(transaction);
        const after = rollout && (await make(transaction, rollout));
        return rollout && after && { after, subject: `generation ${rollout.generation}` };
      },
      (changed) => changed && { actor, action, ...changed },
    );
    return this.show();
  }
}

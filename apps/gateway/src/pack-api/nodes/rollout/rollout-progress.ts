import { Injectable } from '@nestjs/common';
import { type AuditAction, SERVICE, visible } from '@packyard/contracts';
import {
  AuditRepository,
  GenerationRepository,
  type RolloutNodeRow,
  RolloutRepository,
  type Transaction,
  WantedStateRepository,
} from '@packyard/schema';
import { decideRollout, type RolloutDecision, type RolloutNode } from './decide-rollout';

const MAX_NAMED = 10;

/** Does all that is due in a rollout at the moment. */
@Injectable()
export class RolloutProgress {
  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly generations: GenerationRepository,
    private readonly states: WantedStateRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** Answers whether it goes on: then it is to be asked again soon. `looksForNew`: what is wanted may be another by now. */
  async advance(transaction: Transaction, { looksForNew }: { looksForNew: boolean }): Promise<boolean> {
    await this.rollouts.lock(transaction);
    if (looksForNew) await this.follow(transaction);
    const policy = await this.rollouts.policy(transaction);
    for (;;) {
      const rollout = await this.rollouts.find(transaction);
      if (rollout?.status !== 'running') return false;
      const { generation, step, elapsedSeconds } = rollout;
      const nodes = (await this.rollouts.nodes(transaction)).map((row) => nodeOf(row, generation));
      const decision = decideRollout({ policy, step, elapsedSeconds, nodes });
      if (decision.kind === 'wait') return true;
      await this.carryOut(transaction, { decision, generation, seconds: policy.step_seconds });
    }
  }

  /** A newer generation takes over from step one. One that restores an earlier one reaches all nodes at once. */
  private async follow(transaction: Transaction): Promise<void> {
    const rollout = await this.rollouts.find(transaction);
    if (rollout === undefined) return;
    const wanted = await this.states.read(transaction);
    if (wanted.generation === rollout.generation) return this.rollouts.refresh(transaction, wanted);
    const latest = await this.generations.find(wanted.generation, transaction);
    const after = { former: rollout.generation, status: rollout.status };
    if (latest?.restoredFrom == null) {
      await this.rollouts.begin(transaction, wanted);
      return this.note(transaction, 'rollout.begin', { generation: wanted.generation, after });
    }
    await this.rollouts.showAll(transaction, wanted);
    await this.note(transaction, 'rollout.complete', {
      generation: wanted.generation,
      after: { ...after, restored: latest.restoredFrom },
    });
  }

  private async carryOut(
    transaction: Transaction,
    { decision, generation, seconds }: { decision: RolloutDecision; generation: number; seconds: number },
  ): Promise<void> {
    if (decision.kind === 'tell') return this.rollouts.tell(transaction, decision.step, decision.names);
    if (decision.kind === 'complete') {
      await this.rollouts.complete(transaction);
      return this.note(transaction, 'rollout.complete', { generation, after: {} });
    }
    if (decision.kind !== 'stop') return;
    const reason = reasonOf(decision, { generation, seconds });
    await this.rollouts.stop(transaction, reason);
    // Whoever goes on goes on without them.
    await this.rollouts.excuse(transaction, decision.failing);
    await this.note(transaction, 'rollout.stop', { generation, after: { reason } });
  }

  private note(
    transaction: Transaction,
    action: AuditAction,
    { generation, after }: { generation: number; after: object },
  ): Promise<void> {
    return this.audit.add(transaction, { actor: SERVICE, action, subject: `generation ${generation}`, after });
  }
}

/** What a node shows of the generation, or of a later one. One that can't be heard any more is gone, and holds up nothing. */
export function nodeOf(row: RolloutNodeRow, generation: number): RolloutNode {
  const { name, isCutOff, token, isFirstOfToken, toldGeneration, activity } = row;
  const silentSeconds = isCutOff ? Infinity : row.silentSeconds;
  const isExcused = isCutOff || row.isExcused;
  const isWhole = row.generation !== null && row.generation >= generation && activity !== 'failed';
  return { name, token, isFirstOfToken, silentSeconds, isExcused, isWhole, isTold: toldGeneration === generation };
}

function reasonOf(
  { failing, told, bound }: Extract<RolloutDecision, { kind: 'stop' }>,
  { generation, seconds }: { generation: number; seconds: number },
): string {
  const named = failing.slice(0, MAX_NAMED).map(visible).join(', ');
  const more = failing.length > MAX_NAMED ? `, and ${failing.length - MAX_NAMED} more` : '';
  return `Of ${told} nodes that were told generation ${generation}, ${failing.length} did not show it within ${seconds} s, and ${bound} may: ${named}${more}.`;
}

import { Injectable } from '@nestjs/common';
import type { ErrorReport } from '@packyard/contracts';
import {
  type ExecutionPackEntity,
  ExecutionPackRepository,
  ExecutionRepository,
  type ExecutionSnapshot,
  type Transaction,
} from '@packyard/schema';
import { ExecutionUndo, type MovedLinks } from '@packyard/versions';
import { resultOf } from './results/result-of';

interface End {
  snapshot: ExecutionSnapshot;
  status: 'completed' | 'failed' | 'cancelled';
  moved: MovedLinks;
}

/** Stores how an execution ended. One that is all or nothing is taken back when a part of it did not come through. */
@Injectable()
export class ExecutionEnding {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly undo: ExecutionUndo,
  ) {}

  async end(transaction: Transaction, { snapshot, status, moved }: End): Promise<void> {
    const { execution } = snapshot;
    const isTakenBack = await this.takeBack(transaction, snapshot, moved);
    const packs = await this.packs.listIn(transaction, execution.id);
    const result = resultOf({ snapshot, packs, durationMs: Date.now() - execution.createdAt.getTime() });
    const ended = isTakenBack && status === 'completed' ? 'failed' : status;
    await this.executions.setStatus(transaction, execution.id, { status: ended, result });
  }

  private async takeBack(
    transaction: Transaction,
    { execution }: ExecutionSnapshot,
    moved: MovedLinks,
  ): Promise<boolean> {
    if (execution.parameters['atomic'] !== true) return false;
    const packs = await this.packs.listIn(transaction, execution.id);
    const culprit = packs.find(({ status }) => status !== 'completed');
    if (culprit === undefined) return false;
    const stayed = await this.undo.run(transaction, { executionId: execution.id, actor: execution.requestedBy, moved });
    for (const pack of packs) {
      if (pack.status !== 'completed' || stayed.includes(pack.ref ?? '')) continue;
      await this.packs.move(transaction, pack.id, {
        stage: pack.stage,
        status: 'failed',
        error: rolledBack(pack, culprit),
      });
    }
    return true;
  }
}

function rolledBack(pack: ExecutionPackEntity, culprit: ExecutionPackEntity): ErrorReport {
  const [name, other] = [pack, culprit].map(({ ref, description }) => ref ?? description);
  return {
    code: 'ROLLED_BACK',
    message: `Pack ${name ?? ''} was taken back, because ${other ?? ''} was not installed and the request was all or nothing.`,
    hint: `See what happened to ${other ?? ''}, and submit them again; or leave atomic out.`,
  };
}

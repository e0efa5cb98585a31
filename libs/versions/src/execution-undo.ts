import { Injectable, Logger } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { type EnabledChange, GenerationRepository, PackRepository, type Transaction } from '@packyard/schema';
import { Dependants } from './dependants';
import type { MovedLinks } from './enabled-links';
import { EnabledSet, type Switch } from './enabled-set';
import { Reinstatement } from './reinstatement';
import { Removal } from './removal';

/** Takes back what an execution enabled and installed, for requests that are all or nothing. */
@Injectable()
export class ExecutionUndo {
  private readonly logger = new Logger(ExecutionUndo.name);

  constructor(
    private readonly packs: PackRepository,
    private readonly generations: GenerationRepository,
    private readonly reinstatement: Reinstatement,
    private readonly dependants: Dependants,
    private readonly enabledSet: EnabledSet,
    private readonly removal: Removal,
  ) {}

  /** What others have changed since, or need by now, is left as it is. */
  async run(
    transaction: Transaction,
    { executionId, actor, moved }: { executionId: ExecutionId; actor: string; moved: MovedLinks },
  ): Promise<void> {
    const changes = firstToLast(await this.generations.changesOfExecution(transaction, executionId));
    await this.packs.lockAll(transaction, [...changes.keys()]);
    await this.generations.lock(transaction);
    const switches: Switch[] = [];
    for (const change of changes.values()) {
      const step = await this.backwards(transaction, change, actor);
      if (step !== undefined) switches.push(step);
    }
    const reason = `execution ${executionId} was rolled back, because a part of it failed`;
    await this.enabledSet.apply(transaction, { switches, why: { actor, reason, executionId }, moved });
    const added = await this.packs.addedBy(transaction, executionId);
    const going = added.filter(({ isEnabled }) => !isEnabled);
    await this.removal.remove(transaction, going, actor);
  }

  private async backwards(transaction: Transaction, change: EnabledChange, actor: string): Promise<Switch | undefined> {
    const { ref, former, next } = change;
    const { packId, enabledVersionId } = await this.packs.lock(transaction, ref);
    const current = enabledVersionId === null ? null : await this.packs.versionById(transaction, enabledVersionId);
    if (current?.digest !== next?.digest || current?.version !== next?.version) return undefined;
    const found = former === null ? null : await this.reinstatement.find(transaction, { ref, wanted: former, actor });
    const version = found?.version ?? null;
    if ((await this.dependants.brokenBy(transaction, new Map([[ref, version]]))).length > 0) {
      this.logger.warn(`${ref} stays as it is although its execution is rolled back: enabled packs need it.`);
      return undefined;
    }
    return { packId, ref, former: current, next: version };
  }
}

function firstToLast(changes: readonly EnabledChange[]): Map<string, EnabledChange> {
  const byRef = new Map<string, EnabledChange>();
  for (const change of changes) {
    const first = byRef.get(change.ref);
    byRef.set(change.ref, { ...change, former: first === undefined ? change.former : first.former });
  }
  return byRef;
}

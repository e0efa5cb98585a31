import { Injectable } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import { type EnabledChange, GenerationRepository, type Transaction } from '@packyard/schema';

const MAX_NAMED = 5;

/** The generation that a plan was made for. */
@Injectable()
export class BaseGeneration {
  constructor(private readonly generations: GenerationRepository) {}

  /** @throws RejectedError PLAN_OUTDATED, naming what has changed since */
  async assertCurrent(base: number, transaction?: Transaction): Promise<void> {
    const { id } = await this.generations.current(transaction);
    if (id === base) return;
    const since = Array.from({ length: Math.max(0, id - base) }, (_each, index) => base + 1 + index).slice(-100);
    const changes = await this.generations.changesOf(since);
    const words = [...new Map(changes.map((change) => [change.ref, describe(change)])).values()];
    const shown = words.slice(0, MAX_NAMED).join(', ');
    const more = words.length > MAX_NAMED ? ` and ${words.length - MAX_NAMED} more` : '';
    throw new RejectedError(
      'PLAN_OUTDATED',
      `What is enabled has changed since generation ${base}; now it is ${id}${shown === '' ? '' : `: ${shown}${more}`}.`,
      { hint: 'Make the plan anew, and look at it.' },
    );
  }
}

function describe({ ref, former, next }: EnabledChange): string {
  if (next === null) return `${ref} was disabled`;
  if (former === null) return `${ref} ${next.version} was enabled`;
  return `${ref} went from ${former.version} to ${next.version}`;
}

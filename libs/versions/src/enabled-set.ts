import { Injectable } from '@nestjs/common';
import type { AuditAction } from '@packyard/contracts';
import {
  AuditRepository,
  GenerationRepository,
  PackRepository,
  type Transaction,
  type VersionIdentity,
} from '@packyard/schema';
import { EnabledLinks, type MovedLinks } from './enabled-links';
import type { KnownVersion } from './installed';
import type { Why } from './why';

/** One pack that leads to another version from now on, or to none. */
export interface Switch {
  packId: number;
  ref: string;
  former: VersionIdentity | null;
  next: (VersionIdentity & { packVersionId: number; storagePath: string }) | null;
}

/** What is enabled. Every change of it goes through here, and makes a generation. */
@Injectable()
export class EnabledSet {
  constructor(
    private readonly packs: PackRepository,
    private readonly generations: GenerationRepository,
    private readonly audit: AuditRepository,
    private readonly links: EnabledLinks,
  ) {}

  /**
   * Carries out switches of packs that are locked, while the generations are locked. Answers the generation that this
   * made; none when everything is as it should be already.
   *   1 the rows        undone by rolling back
   *   2 a generation    undone by rolling back
   *   3 the links       mended by whoever opened the transaction, or by the sweeper when the process died
   */
  async apply(
    transaction: Transaction,
    { switches, why, moved }: { switches: readonly Switch[]; why: Why; moved: MovedLinks },
  ): Promise<number | undefined> {
    for (const { packId, next } of switches) {
      await this.packs.setEnabled(transaction, packId, next?.packVersionId ?? null);
      if (next !== null) await this.packs.setNote(transaction, next.packVersionId, null);
    }
    const changed = switches.filter(({ former, next }) => !isSame(former, next));
    const generation = changed.length === 0 ? undefined : await this.generations.add(transaction, why, changed);
    for (const change of changed) await this.tell(transaction, change, why);
    for (const { ref, next } of switches) await this.links.move(moved, ref, next?.storagePath);
    return generation;
  }

  private tell(transaction: Transaction, { ref, former, next }: Switch, { actor, reason }: Why): Promise<void> {
    const action: AuditAction = next === null ? 'pack.disable' : 'pack.enable';
    const shown = (identity: VersionIdentity | null) => ({ enabled: identity?.version ?? null });
    const after = { ...shown(next), reason };
    return this.audit.add(transaction, { actor, action, subject: `pack ${ref}`, before: shown(former), after });
  }
}

/** The step of one pack from what is enabled to another of its versions. */
export function switchTo(former: KnownVersion | undefined, next: KnownVersion): Switch {
  return { packId: next.packId, ref: next.ref, former: former ?? null, next };
}

/** The step of one pack to nothing. */
export function switchOff(former: KnownVersion): Switch {
  return { packId: former.packId, ref: former.ref, former, next: null };
}

function isSame(former: VersionIdentity | null, next: VersionIdentity | null): boolean {
  return former?.version === next?.version && former?.digest === next?.digest;
}

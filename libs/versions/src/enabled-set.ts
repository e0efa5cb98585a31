import { Injectable } from '@nestjs/common';
import { HomeContent } from '@packyard/content';
import type { AuditAction, ExecutionId } from '@packyard/contracts';
import {
  type EnabledSetChange,
  EnabledSetRepository,
  type NewAuditEvent,
  type UnitOfWork,
  type VersionIdentity,
} from '@packyard/schema';
import { PackStore } from '@packyard/store';
import type { ChangeCause } from './change-cause';
import type { VersionWithStatus } from './installed-versions';
import { LinkRepair } from './link-repair';

/** One pack that leads to another version from now on, or to none. */
export interface VersionChange {
  packId: number;
  ref: string;
  former: VersionIdentity | null;
  next: (VersionIdentity & { packVersionId: number; storagePath: string }) | null;
}

/** What is enabled: rows, and the links by which readers reach it. Every change goes through here, and makes a generation. */
@Injectable()
export class EnabledSet {
  constructor(
    private readonly rows: EnabledSetRepository,
    private readonly store: PackStore,
    private readonly homeContent: HomeContent,
    private readonly repair: LinkRepair,
  ) {}

  /**
   * Carries out versionChanges of packs that are locked, while the generations are locked. Returns the generation that this
   * made; none when everything is as it should be already.
   *   1 the rows, with a generation   rolled back
   *   2 the links                     undone with the unit of work, or repaired by the sweeper when the process died
   */
  async apply(
    unit: UnitOfWork,
    { versionChanges, cause }: { versionChanges: readonly VersionChange[]; cause: ChangeCause },
  ): Promise<number | undefined> {
    const generation = await this.rows.apply(
      unit.transaction,
      versionChanges.map((one) => toChange(one, cause)),
      { generation: cause, decidedBy: decidedBy(cause) },
    );
    for (const { ref, next } of versionChanges) await this.moveLink(unit, ref, next?.storagePath);
    return generation;
  }

  /**
   * One rename: a reader sees the former version or the new one. Where each process has a home of its own there are no such links:
   * the agents of nodes show what is enabled.
   */
  async moveLink(unit: UnitOfWork, ref: string, storagePath: string | undefined): Promise<void> {
    if (this.homeContent.homesAreSeparate) return;
    const former = await this.store.enabledStoragePath(ref);
    if (former !== undefined && former === storagePath) return;
    unit.onRollback(() => this.repair.restore(ref, former));
    await this.store.setEnabledLink(ref, storagePath);
  }
}

function toChange(change: VersionChange, cause: ChangeCause): EnabledSetChange {
  const { packId, ref, former, next } = change;
  const event = isSame(former, next) ? undefined : eventOf(change, cause);
  return { packId, packVersionId: next?.packVersionId ?? null, ref, former, next, event };
}

/** Which request decided last what is enabled; changes by hand leave that as it is. */
function decidedBy({ executionId, isUndo }: ChangeCause): ExecutionId | null | undefined {
  return isUndo === true ? null : executionId;
}

function eventOf({ ref, former, next }: VersionChange, { actor, reason }: ChangeCause): NewAuditEvent {
  const action: AuditAction = next === null ? 'pack.disable' : 'pack.enable';
  const shown = (identity: VersionIdentity | null) => ({ enabled: identity?.version ?? null });
  return { actor, action, subject: `pack ${ref}`, before: shown(former), after: { ...shown(next), reason } };
}

/** The step of one pack from what is enabled to another of its versions. */
export function changeTo(former: VersionWithStatus | undefined, next: VersionWithStatus): VersionChange {
  return { packId: next.packId, ref: next.ref, former: former ?? null, next };
}

/** The step of one pack to nothing. */
export function changeToNone(former: VersionWithStatus): VersionChange {
  return { packId: former.packId, ref: former.ref, former, next: null };
}

function isSame(former: VersionIdentity | null, next: VersionIdentity | null): boolean {
  return former?.version === next?.version && former?.digest === next?.digest;
}

import { Injectable } from '@nestjs/common';
import { ReplicatedLockfiles } from '@packyard/content';
import type { LockedEnvironments, PackLockEntry, PackLock } from '@packyard/contracts';
import { type EnabledVersion, PackLockRepository } from '@packyard/schema';
import { machinePlatform } from '@packyard/store';
import { exactSource } from './exact-source';

/** What is enabled, as a lock. */
@Injectable()
export class PackLockViews {
  constructor(
    private readonly rows: PackLockRepository,
    private readonly lockfiles: ReplicatedLockfiles,
  ) {}

  async read(): Promise<PackLock> {
    const texts = new Map<string, string>();
    const packs: PackLockEntry[] = [];
    for (const row of await this.rows.enabled()) {
      const { ref, version, digest } = row;
      const environments = await this.environmentsOf(row, texts);
      packs.push({ ref: ref as PackLockEntry['ref'], version, digest, source: exactSource(row), environments });
    }
    const sorted = [...texts].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      format: 'packyard-lock-1',
      platform: machinePlatform(),
      packs,
      environment_locks: Object.fromEntries(sorted),
    };
  }

  private async environmentsOf({ environments }: EnabledVersion, texts: Map<string, string>) {
    const locked: LockedEnvironments = {};
    for (const { runtime, fingerprint, runtimeVersion } of environments) {
      const lock = await this.lockfiles.latest(runtime, fingerprint);
      if (lock === undefined || runtimeVersion === null) continue;
      texts.set(lock.sha256, lock.text);
      locked[runtime] = { version: runtimeVersion, lock: lock.sha256 };
    }
    return locked;
  }
}

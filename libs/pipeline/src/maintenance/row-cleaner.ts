import { Injectable } from '@nestjs/common';
import { EXPIRING, type Expiring, ExpiredRowsRepository } from '@packyard/schema';
import { MaintenancePolicy } from './maintenance-policy';

// With what belongs to them, some thousand rows: a few hundredths of a second.
const BATCH = 200;

export type RowCounts = Record<Expiring, number>;

/** Deletes rows that the policy keeps no more, in batches that nobody has to wait for. */
@Injectable()
export class RowCleaner {
  constructor(
    private readonly rows: ExpiredRowsRepository,
    private readonly policy: MaintenancePolicy,
  ) {}

  /** Returns how many went, or would go. */
  async clean({ isRehearsal, signal }: { isRehearsal: boolean; signal?: AbortSignal | undefined }): Promise<RowCounts> {
    const counts = Object.fromEntries(EXPIRING.map((what) => [what, 0])) as RowCounts;
    for (const what of EXPIRING) {
      const kept = this.policy.rows[what];
      counts[what] = isRehearsal ? await this.rows.count(what, kept) : await this.deleteAll(what, signal);
    }
    return counts;
  }

  private async deleteAll(what: Expiring, signal: AbortSignal | undefined): Promise<number> {
    let deleted = 0;
    for (let last = BATCH; last === BATCH && signal?.aborted !== true; deleted += last) {
      last = await this.rows.deleteSome(what, this.policy.rows[what], BATCH);
    }
    return deleted;
  }
}

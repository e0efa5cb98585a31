import { Injectable } from '@nestjs/common';
import { type Actor, type NewTrustPolicy, RejectedError } from '@packyard/contracts';
import { AuditRepository, type TrustPolicyRow, TrustRepository } from '@packyard/schema';

/** Says where signatures are asked for. */
@Injectable()
export class TrustPoliciesService {
  constructor(
    private readonly rows: TrustRepository,
    private readonly audit: AuditRepository,
  ) {}

  list(): Promise<TrustPolicyRow[]> {
    return this.rows.policies();
  }

  /** @throws RejectedError KEY_NOT_FOUND for a key that was never added */
  async set(
    { applies_to: appliesTo, pattern, mode, keys, position }: NewTrustPolicy,
    actor: Actor,
  ): Promise<TrustPolicyRow> {
    await this.assertKnown(keys ?? []);
    const former = (await this.rows.policies()).find((row) => row.appliesTo === appliesTo && row.pattern === pattern);
    return this.audit.record(
      (transaction) => this.rows.setPolicy(transaction, { appliesTo, pattern, mode, keys, position }),
      (set) => ({
        actor,
        action: 'trust.set',
        subject: `${appliesTo} ${pattern}`,
        before: former === undefined ? null : shown(former),
        after: shown(set),
      }),
    );
  }

  /** @throws RejectedError POLICY_NOT_FOUND */
  async remove(id: string, actor: Actor): Promise<TrustPolicyRow> {
    const removed = await this.audit.record(
      (transaction) =>
        /^\d{1,9}$/.test(id) ? this.rows.removePolicy(transaction, Number(id)) : Promise.resolve(undefined),
      (row) =>
        row === undefined
          ? undefined
          : { actor, action: 'trust.delete', subject: `${row.appliesTo} ${row.pattern}`, before: shown(row) },
    );
    if (removed !== undefined) return removed;
    throw new RejectedError('POLICY_NOT_FOUND', `There is no trust policy ${id.slice(0, 20)}.`, {
      hint: 'List the policies to see which there are.',
    });
  }

  private async assertKnown(ids: readonly string[]): Promise<void> {
    const known = new Set(ids.length === 0 ? [] : (await this.rows.keys()).map((key) => key.id));
    const unknown = ids.filter((id) => !known.has(id));
    if (unknown.length === 0) return;
    throw new RejectedError('KEY_NOT_FOUND', `No key ${unknown.join(', ')} is trusted.`, {
      hint: 'Add it first; list the trusted keys to see which there are.',
    });
  }
}

function shown({ mode, keys, position }: TrustPolicyRow): object {
  return { mode, keys, position };
}

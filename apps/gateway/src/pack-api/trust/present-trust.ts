import type { TrustedKeyView, TrustPolicyView } from '@packyard/contracts';
import type { TrustedKeyRow, TrustPolicyRow } from '@packyard/schema';

export function presentKey(row: TrustedKeyRow): TrustedKeyView {
  return {
    id: row.id,
    name: row.name,
    public_key: row.publicKey,
    added_by: row.addedBy,
    added: row.addedAt.toISOString(),
    endorsed_by: row.endorsedBy,
    removed_by: row.removedBy,
    removed: row.removedAt?.toISOString() ?? null,
  };
}

export function presentPolicy({ id, position, appliesTo, pattern, mode, keys }: TrustPolicyRow): TrustPolicyView {
  return { id, position, applies_to: appliesTo, pattern, mode, keys: keys === null ? null : [...keys] };
}

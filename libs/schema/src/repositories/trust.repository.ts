import { Injectable } from '@nestjs/common';
import type { TrustPolicy } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

export interface TrustedKeyRow {
  /** 16 hexadecimal digits. */
  id: string;
  name: string;
  publicKey: string;
  addedBy: string;
  addedAt: Date;
  endorsedBy: string | null;
  removedBy: string | null;
  removedAt: Date | null;
}

export type NewTrustedKeyRow = Pick<TrustedKeyRow, 'id' | 'name' | 'publicKey' | 'addedBy' | 'endorsedBy'>;

export interface TrustPolicyRow extends TrustPolicy {
  id: number;
  position: number;
}

/** Of a signed index. */
export interface SeenIndex {
  /** What it says of which registry it is. */
  registry: string;
  serial: number;
}

const KEY_COLUMNS = `id, name, public_key AS "publicKey", added_by AS "addedBy", added_at AS "addedAt",
  endorsed_by AS "endorsedBy", removed_by AS "removedBy", removed_at AS "removedAt"`;
const POLICY_COLUMNS = 'id, position, applies_to AS "appliesTo", pattern, mode, keys';

/** Which keys are trusted, and where signatures are asked for. */
@Injectable()
export class TrustRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Removed ones included, in the order in which they were added. */
  keys(): Promise<TrustedKeyRow[]> {
    return rowsOf(this.dataSource.manager, `SELECT ${KEY_COLUMNS} FROM trusted_key ORDER BY added_at, id`);
  }

  /** Nothing when there is such a key already; one that was removed is trusted again only if `restores`. */
  addKey(
    transaction: Transaction,
    { id, name, publicKey, addedBy, endorsedBy }: NewTrustedKeyRow,
    restores: boolean,
  ): Promise<TrustedKeyRow | undefined> {
    return firstRowOf<TrustedKeyRow>(
      transaction,
      `INSERT INTO trusted_key AS known (id, name, public_key, added_by, endorsed_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT trusted_key_pk DO UPDATE SET name = excluded.name, added_by = excluded.added_by,
         added_at = now(), endorsed_by = excluded.endorsed_by, removed_by = NULL, removed_at = NULL
       WHERE $6 AND known.removed_at IS NOT NULL AND known.public_key = excluded.public_key
       RETURNING ${KEY_COLUMNS}`,
      [id, name, publicKey, addedBy, endorsedBy, restores],
    );
  }

  /** Nothing when no such key is trusted. */
  removeKey(transaction: Transaction, id: string, removedBy: string): Promise<TrustedKeyRow | undefined> {
    return firstRowOf<TrustedKeyRow>(
      transaction,
      `UPDATE trusted_key SET removed_by = $2, removed_at = now() WHERE id = $1 AND removed_at IS NULL
       RETURNING ${KEY_COLUMNS}`,
      [id, removedBy],
    );
  }

  /** In the order in which they count. */
  policies(): Promise<TrustPolicyRow[]> {
    return rowsOf(this.dataSource.manager, `SELECT ${POLICY_COLUMNS} FROM trust_policy ORDER BY position, id`);
  }

  /** One for each pattern: what is there is replaced, and keeps its place when no other is given. */
  async setPolicy(
    transaction: Transaction,
    { appliesTo, pattern, mode, keys, position }: TrustPolicy & { position?: number | undefined },
  ): Promise<TrustPolicyRow> {
    const row = await firstRowOf<TrustPolicyRow>(
      transaction,
      `INSERT INTO trust_policy AS known (position, applies_to, pattern, mode, keys)
       VALUES (coalesce($1, (SELECT max(position) + 1 FROM trust_policy), 0), $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT trust_policy_unique DO UPDATE
         SET mode = excluded.mode, keys = excluded.keys, position = coalesce($1, known.position)
       RETURNING ${POLICY_COLUMNS}`,
      [position ?? null, appliesTo, pattern, mode, keys],
    );
    if (row === undefined) throw new Error(`The policy for ${pattern} was not stored`);
    return row;
  }

  /** Nothing when there is no such policy. */
  removePolicy(transaction: Transaction, id: number): Promise<TrustPolicyRow | undefined> {
    return firstRowOf<TrustPolicyRow>(
      transaction,
      `DELETE FROM trust_policy WHERE id = $1 RETURNING ${POLICY_COLUMNS}`,
      [id],
    );
  }

  /**
   * Notes that a signed index of that registry and number was seen at an address; nothing of another registry's.
   * Returns what is known of the address then: the registry that it is of, and the highest number that ever was.
   */
  async noteIndex(url: string, { registry, serial }: SeenIndex): Promise<SeenIndex> {
    const row = await firstRowOf<{ registry: string | null; serial: string }>(
      this.dataSource.manager,
      `WITH noted AS (
         INSERT INTO index_serial AS known (url, serial, registry) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT index_serial_pk DO UPDATE
           SET serial = excluded.serial, registry = excluded.registry
         WHERE CASE WHEN known.registry IS NULL THEN known.serial <= excluded.serial
           ELSE known.registry = excluded.registry AND known.serial < excluded.serial END
         RETURNING serial, registry)
       SELECT serial, registry, true AS is_new FROM noted
       UNION ALL SELECT serial, registry, false FROM index_serial WHERE url = $1 ORDER BY is_new DESC LIMIT 1`,
      [url, serial, registry],
    );
    // Somebody else noted the first one meanwhile, which only the next statement sees.
    if (row === undefined) return this.noteIndex(url, { registry, serial });
    return { registry: row.registry ?? registry, serial: Number(row.serial) };
  }
}

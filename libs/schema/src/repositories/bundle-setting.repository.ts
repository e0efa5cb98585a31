import { Injectable } from '@nestjs/common';
import type { SettingLayer } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

/** Which setting: of the layer `bundle`, the owner is empty. */
export interface SettingAddress {
  bundle: string;
  layer: SettingLayer;
  owner: string;
  key: string;
}

/** Either open or sealed. */
export interface StoredSetting extends SettingAddress {
  value: string | null;
  sealedValue: Buffer | null;
}

export type SettingFilter = { bundle: string } & Partial<Record<'layer' | 'owner' | 'key', string | undefined>>;

const COLUMNS = `bundle, layer, owner, key, value, sealed_value AS "sealedValue"`;
const ADDRESS = 'bundle = $1 AND layer = $2 AND owner = $3 AND key = $4';

/** Values for the commands of bundles. */
@Injectable()
export class BundleSettingRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the order of layers, owners and keys. */
  list({ bundle, layer, owner, key }: SettingFilter): Promise<StoredSetting[]> {
    return rowsOf<StoredSetting>(
      this.dataSource.manager,
      `SELECT ${COLUMNS} FROM bundle_setting WHERE bundle = $1 AND ($2::text IS NULL OR layer = $2)
         AND ($3::text IS NULL OR owner = $3) AND ($4::text IS NULL OR key = $4)
       ORDER BY array_position(ARRAY['bundle', 'room', 'group', 'user'], layer), owner, key`,
      [bundle, layer ?? null, owner ?? null, key ?? null],
    );
  }

  /** Returns what was there before. */
  async put(transaction: Transaction, setting: StoredSetting): Promise<StoredSetting | undefined> {
    const { bundle, layer, owner, key, value, sealedValue } = setting;
    const former = await this.lock(transaction, setting);
    await transaction.query(
      `INSERT INTO bundle_setting (bundle, layer, owner, key, value, sealed_value) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT ON CONSTRAINT bundle_setting_unique
         DO UPDATE SET value = excluded.value, sealed_value = excluded.sealed_value`,
      [bundle, layer, owner, key, value, sealedValue],
    );
    return former;
  }

  /** Returns what was there. */
  remove(transaction: Transaction, { bundle, layer, owner, key }: SettingAddress): Promise<StoredSetting | undefined> {
    const sql = `DELETE FROM bundle_setting WHERE ${ADDRESS} RETURNING ${COLUMNS}`;
    return firstRowOf<StoredSetting>(transaction, sql, [bundle, layer, owner, key]);
  }

  private lock(transaction: Transaction, { bundle, layer, owner, key }: SettingAddress) {
    const sql = `SELECT ${COLUMNS} FROM bundle_setting WHERE ${ADDRESS} FOR UPDATE`;
    return firstRowOf<StoredSetting>(transaction, sql, [bundle, layer, owner, key]);
  }
}

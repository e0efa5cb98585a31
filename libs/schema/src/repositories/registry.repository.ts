import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RegistryEntity } from '../entities/registry.entity';
import { entityRows } from './entity-rows';
import { firstRowOf, type Transaction } from '../sql';

/** What of a registry can be decided; the rest the database knows. */
export interface RegistryFields {
  name: string | null;
  url: string;
  position: number;
  enabled: boolean;
  sealedHeaders: Buffer | null;
}

@Injectable()
export class RegistryRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the order in which they are asked. */
  list(): Promise<RegistryEntity[]> {
    return entityRows(this.dataSource.manager, RegistryEntity, { rest: 'ORDER BY position, id', values: [] });
  }

  find(id: number): Promise<RegistryEntity | null> {
    return this.dataSource.manager.findOneBy(RegistryEntity, { id });
  }

  /**
   * Behind all others when no position is given. Of which registry a signed index there was is forgotten, how far it had come is
   * not. Returns its id, or nothing when another one has the same URL.
   */
  async add(
    transaction: Transaction,
    { name, url, position, enabled, sealedHeaders }: Omit<RegistryFields, 'position'> & { position?: number },
  ) {
    const row = await firstRowOf<{ id: number }>(
      transaction,
      `INSERT INTO registry (name, url, position, enabled, sealed_headers)
       VALUES ($1, $2, coalesce($3, (SELECT max(position) + 1 FROM registry), 0), $4, $5)
       ON CONFLICT ON CONSTRAINT registry_url_unique DO NOTHING RETURNING id`,
      [name, url, position ?? null, enabled, sealedHeaders],
    );
    if (row !== undefined) await transaction.query('UPDATE index_serial SET registry = NULL WHERE url = $1', [url]);
    return row?.id;
  }

  /** False when there is no such registry, or another one has the same URL. */
  async change(
    transaction: Transaction,
    id: number,
    { name, url, position, enabled, sealedHeaders }: RegistryFields,
  ): Promise<boolean> {
    const row = await firstRowOf<{ id: number }>(
      transaction,
      `UPDATE registry SET name = $2, url = $3, position = $4, enabled = $5, sealed_headers = $6, updated_at = now()
       WHERE id = $1 AND NOT EXISTS (SELECT FROM registry other WHERE other.url = $3 AND other.id <> $1) RETURNING id`,
      [id, name, url, position, enabled, sealedHeaders],
    );
    return row !== undefined;
  }

  /** False when there was no such registry. */
  async remove(transaction: Transaction, id: number): Promise<boolean> {
    const { affected } = await transaction.delete(RegistryEntity, { id });
    return affected === 1;
  }
}

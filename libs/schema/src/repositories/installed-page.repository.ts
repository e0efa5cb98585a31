import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rowsOf } from '../sql';
import { INSTALLED, INSTALLED_COLUMNS, type InstalledVersion } from './pack.repository';

/** A page of the list of installed packs. */
@Injectable()
export class InstalledPageRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** All versions of so many packs, by name and oldest first; packs without versions are none. */
  async read(limit: number, offset: number): Promise<{ versions: InstalledVersion[]; totalPacks: number }> {
    const { manager } = this.dataSource;
    const [versions, [counted]] = await Promise.all([
      rowsOf<InstalledVersion>(manager, PAGE, [limit, offset]),
      rowsOf<{ total: number }>(manager, `SELECT count(*)::integer AS total FROM ${NOT_EMPTY}`),
    ]);
    return { versions, totalPacks: counted?.total ?? 0 };
  }
}

const NOT_EMPTY = 'pack WHERE EXISTS (SELECT FROM pack_version WHERE pack_version.pack_id = pack.id)';

// Their ids first: what versions hold is large, and is read of this page alone.
const PAGE = `
  WITH page AS MATERIALIZED (SELECT id FROM ${NOT_EMPTY} ORDER BY ref LIMIT $1 OFFSET $2)
  SELECT ${INSTALLED_COLUMNS} FROM ${INSTALLED} WHERE version.pack_id = ANY(ARRAY(SELECT id FROM page)) ORDER BY pack.ref, version.id`;

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LIVE_EXECUTION_STATUSES, rowsOf } from '../../sql';

/** What a home may lose, because the content store has it and no execution is at it. */
@Injectable()
export class EvictableContentRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Paths relative to the store: `packs/…`, `environments/…`, `vendored/…`. */
  async paths(): Promise<Set<string>> {
    const rows = await rowsOf<{ path: string }>(this.dataSource.manager, EVICTABLE);
    return new Set(rows.map(({ path }) => path));
  }
}

/** A pack that anything is done with is not touched, nor are the environments that it has or will have. */
const EVICTABLE = `
  WITH at AS (SELECT pack.id, pack.ref FROM execution_pack pack JOIN execution ON execution.id = pack.execution_id
    WHERE execution.status IN ${LIVE_EXECUTION_STATUSES}),
  busy AS (
    SELECT environment_id FROM execution_pack_environment WHERE execution_pack_id IN (SELECT id FROM at)
    UNION SELECT link.environment_id FROM pack_version_environment link
      JOIN pack_version version ON version.id = link.pack_version_id JOIN pack ON pack.id = version.pack_id
      WHERE pack.ref IN (SELECT ref FROM at))
  SELECT 'packs/' || storage_path AS path FROM pack_version version JOIN pack ON pack.id = version.pack_id
    WHERE version.content IS NOT NULL AND pack.ref NOT IN (SELECT ref FROM at WHERE ref IS NOT NULL)
  UNION ALL SELECT 'packs/' || storage_path FROM archived_version
    WHERE snapshot #>> '{version,content}' IS NOT NULL AND ref NOT IN (SELECT ref FROM at WHERE ref IS NOT NULL)
  UNION ALL SELECT 'environments/' || path FROM environment WHERE status = 'ready' AND content IS NOT NULL
    AND id NOT IN (SELECT environment_id FROM busy)
  UNION ALL SELECT 'vendored/' || name FROM named_content WHERE kind = 'vendored'`;

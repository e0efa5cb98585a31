import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstRowOf, LIVE_EXECUTION_STATUSES, rowsOf } from '../../sql';

/** What rows name in the content store. */
@Injectable()
export class KeptContentRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Digests of what is installed, kept for rolling back, built, or on its way through an execution. */
  async all(): Promise<Set<string>> {
    const rows = await rowsOf<{ content: string }>(
      this.dataSource.manager,
      `SELECT DISTINCT content FROM (${NAMED}) named`,
    );
    return new Set(rows.map(({ content }) => content));
  }

  async isNamed(content: string): Promise<boolean> {
    const sql = `SELECT 1 FROM (${NAMED}) named WHERE content = $1 LIMIT 1`;
    return (await firstRowOf(this.dataSource.manager, sql, [content])) !== undefined;
  }
}

const NAMED = `
  SELECT content FROM pack_version WHERE content IS NOT NULL
  UNION ALL SELECT content FROM environment WHERE content IS NOT NULL
  UNION ALL SELECT snapshot #>> '{version,content}' FROM archived_version
    WHERE snapshot #>> '{version,content}' IS NOT NULL
  UNION ALL SELECT told ->> 'content' FROM rollout, jsonb_path_query(base_packs, '$[*]') told
    WHERE told ->> 'content' IS NOT NULL
  UNION ALL SELECT told ->> 'content' FROM rollout, jsonb_path_query(base_packs, '$[*].environments[*]') told
    WHERE told ->> 'content' IS NOT NULL
  UNION ALL SELECT pack.download_result ->> 'content' FROM execution_pack pack
    JOIN execution ON execution.id = pack.execution_id
    WHERE execution.status IN ${LIVE_EXECUTION_STATUSES} AND pack.download_result ->> 'content' IS NOT NULL
  UNION ALL SELECT pack.source ->> 'content' FROM execution_pack pack
    JOIN execution ON execution.id = pack.execution_id
    WHERE execution.status IN ${LIVE_EXECUTION_STATUSES} AND pack.source ->> 'content' IS NOT NULL
  UNION ALL SELECT content FROM named_content`;

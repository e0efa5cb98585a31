import { Injectable } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { rowsOf } from '../sql';

/** What lists of executions say about the packs of each. */
export interface PackCounts {
  total: number;
  completed: number;
  failed: number;
  /** Names of the first ones; of those without, their sources. */
  names: string[];
}

const MAX_NAMES = 10;

@Injectable()
export class PackCountRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** One statement, however many executions; those without packs are left out. */
  async countsOf(ids: readonly ExecutionId[]): Promise<ReadonlyMap<ExecutionId, PackCounts>> {
    const rows = await rowsOf<PackCounts & { id: ExecutionId }>(this.dataSource.manager, COUNTS, [ids, MAX_NAMES]);
    return new Map(rows.map(({ id, ...counts }) => [id, counts]));
  }
}

const COUNTS = `
  SELECT execution_id AS id, count(*)::integer AS total,
    (count(*) FILTER (WHERE status = 'completed'))::integer AS completed,
    (count(*) FILTER (WHERE status = 'failed'))::integer AS failed,
    (array_agg(coalesce(ref, source_text) ORDER BY id))[1:$2] AS names
  FROM execution_pack WHERE execution_id = ANY($1) GROUP BY execution_id`;

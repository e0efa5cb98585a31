import { Injectable } from '@nestjs/common';
import type { TaskId } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { rowsOf } from '../sql';

/** What a task is about, for people. */
export interface TaskLabel {
  /** The pack's name, or its source while that is not known; null for what concerns the whole execution. */
  pack: string | null;
  runtime: string | null;
}

@Injectable()
export class TaskLabelRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** One statement, however many tasks; those that are gone are left out. */
  async labelsOf(ids: readonly TaskId[]): Promise<ReadonlyMap<TaskId, TaskLabel>> {
    const rows = await rowsOf<TaskLabel & { id: TaskId }>(
      this.dataSource.manager,
      `SELECT task.id, coalesce(pack.ref, pack.source_text) AS pack, environment.runtime FROM task
       LEFT JOIN execution_pack pack ON pack.id = task.execution_pack_id
       LEFT JOIN environment ON environment.id = task.environment_id
       WHERE task.id = ANY($1)`,
      [ids],
    );
    return new Map(rows.map(({ id, pack, runtime }) => [id, { pack, runtime }]));
  }
}

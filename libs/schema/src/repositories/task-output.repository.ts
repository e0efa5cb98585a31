import type { ExecutionId, RuntimeName, Stage } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rowsOf } from '../sql';
import { attemptOf } from './attempt-of';
import type { LeasedTask } from './task.repository';

export interface TaskOutput {
  taskId: number;
  /** The try, whichever of its jobs it was printed in. */
  attempt: number;
  stage: Stage;
  /** Of the pack that the task worked for; packs that share an environment share its one task. */
  packRef: string | null;
  runtime: RuntimeName | null;
  isRunning: boolean;
  text: string;
}

interface Question {
  executionId: ExecutionId;
  /** Only what concerns this pack, by its ref. */
  packRef: string | undefined;
}

/**
 * For each environment of the execution's packs its latest task that printed something, in whichever execution that ran. What was
 * printed before attempts were kept is taken for the latest one that it can be of.
 */
const OUTPUTS = `
  WITH asked AS (
    SELECT DISTINCT link.environment_id
    FROM execution_pack pack JOIN execution_pack_environment link ON link.execution_pack_id = pack.id
    WHERE pack.execution_id = $1 AND ($2::text IS NULL OR pack.ref = $2)
  ), latest AS (
    SELECT DISTINCT ON (task.environment_id) task.id, task.environment_id, task.stage, task.execution_pack_id, task.status,
      task.job_number, task.failures
    FROM task JOIN asked ON asked.environment_id = task.environment_id
    WHERE EXISTS (SELECT FROM task_output WHERE task_output.task_id = task.id)
    ORDER BY task.environment_id, (task.execution_id = $1) DESC, task.id DESC
  ), printed AS (
    SELECT output.task_id, coalesce(output.attempt, least(output.job_number, latest.failures + 1)) AS attempt,
      max(output.job_number) AS job_number, string_agg(output.text, '' ORDER BY output.job_number, output.part) AS text
    FROM latest JOIN task_output output ON output.task_id = latest.id
    GROUP BY 1, 2
  )
  SELECT latest.id AS "taskId", printed.attempt, latest.stage, pack.ref AS "packRef", environment.runtime,
         latest.status = 'running' AND printed.job_number = latest.job_number AS "isRunning", printed.text
  FROM latest
  JOIN printed ON printed.task_id = latest.id
  LEFT JOIN execution_pack pack ON pack.id = latest.execution_pack_id
  LEFT JOIN environment ON environment.id = latest.environment_id
  ORDER BY latest.id, printed.attempt`;

@Injectable()
export class TaskOutputRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Nothing is added by whoever has lost the task: it would come in between what readers have seen already. The row is locked, so
   * that no other job begins meanwhile.
   */
  async append(task: LeasedTask, part: number, text: string): Promise<void> {
    await this.dataSource.manager.query(
      `INSERT INTO task_output (task_id, job_number, attempt, part, text)
       SELECT id, job_number, $3, $4, $5 FROM task WHERE id = $1 AND job_number = $2 FOR SHARE
       ON CONFLICT DO NOTHING`,
      [task.id, task.jobNumber, attemptOf(task), part, text.replaceAll('\u0000', '')],
    );
  }

  outputsOf({ executionId, packRef }: Question): Promise<TaskOutput[]> {
    return rowsOf<TaskOutput>(this.dataSource.manager, OUTPUTS, [executionId, packRef ?? null]);
  }
}

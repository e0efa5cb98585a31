import { Logger } from '@nestjs/common';
import { type DueTask, translateDatabaseTrouble, WITHOUT_FSYNC_WAIT } from '@packyard/schema';
import { DEFAULT_SCHEMA } from 'bullmq';
import type { DataSource } from 'typeorm';
import { toJob } from './to-job';

/** How a task ended that was started directly. Times in milliseconds since 1970. */
export interface TaskEnd {
  startedAt: number;
  endedAt: number;
  /** What the board shows. */
  outcome: { returned: string } | { error: unknown };
}

/**
 * Shows tasks on the queues' board that were over before they had a job. Where the queues live in our database that is one
 * statement for all of them; by way of a worker it would be eight for each, a quarter of what an install costs PostgreSQL.
 */
export class EndedJobWriter {
  private readonly logger = new Logger(EndedJobWriter.name);

  /** `dataSource`: of the queues; absent where they live elsewhere. */
  constructor(private readonly dataSource?: Pick<DataSource, 'query'>) {}

  /** Otherwise such tasks get a job like all others, and a worker ends it. */
  get canAdd(): boolean {
    return this.dataSource !== undefined;
  }

  /** Never rejects: the board may miss what the tasks' rows know. */
  async add(ended: readonly (readonly [DueTask, TaskEnd])[]): Promise<void> {
    if (ended.length === 0) return;
    try {
      await this.dataSource?.query(ADD, [JSON.stringify(ended.map(([task, end]) => rowOf(task, end)))]);
    } catch (error) {
      // One that PostgreSQL refuses is no reason to miss the others.
      if (ended.length > 1 && translateDatabaseTrouble(error) === error)
        for (const each of ended) await this.add([each]);
      else this.logger.warn(`The queues' board misses what has ended (${ended.length}): ${String(error)}`);
    }
  }
}

function rowOf(task: DueTask, { startedAt, endedAt, outcome }: TaskEnd) {
  const { name, data, opts } = toJob(task);
  const failure = 'error' in outcome ? errorOf(outcome.error) : undefined;
  return {
    id: opts.jobId,
    name,
    state: failure === undefined ? 'completed' : 'failed',
    data,
    opts,
    returned: 'returned' in outcome ? outcome.returned : null,
    failed_reason: failure?.message ?? null,
    stacktrace: failure === undefined ? [] : [failure.stack],
    started_at: startedAt,
    ended_at: endedAt,
  };
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

// As BullMQ's own functions leave a job behind that a worker has ended. Its tables are the same for all its languages, and
// ended-job-writer.int-spec.ts compares the two. One that was shown as held before, and has no worker, has ended by that.
const ADD = `
  INSERT INTO ${DEFAULT_SCHEMA}.job (queue, id, seq, name, state, data, opts, priority, max_attempts, attempts_made, attempts_started,
    return_value, failed_reason, stacktrace, added_at_ms, processed_at_ms, finished_at_ms)
  SELECT name, id, nextval('${DEFAULT_SCHEMA}.job_seq'), name, state::${DEFAULT_SCHEMA}.job_state, data, opts, (opts ->> 'priority')::integer, 1, 1, 1,
    to_jsonb(returned), failed_reason, nullif(stacktrace, '[]'), started_at, started_at, ended_at
  FROM jsonb_to_recordset($1::jsonb) AS ended (id text, name text, state text, data jsonb, opts jsonb, returned text,
    failed_reason text, stacktrace jsonb, started_at bigint, ended_at bigint), ${WITHOUT_FSYNC_WAIT}
  ORDER BY started_at
  ON CONFLICT (queue, id) DO UPDATE SET state = excluded.state, attempts_made = 1, attempts_started = 1, return_value = excluded.return_value,
    failed_reason = excluded.failed_reason, stacktrace = excluded.stacktrace, processed_at_ms = excluded.processed_at_ms,
    finished_at_ms = excluded.finished_at_ms, opts = excluded.opts, delay_ms = 0, process_at_ms = NULL
  WHERE job.state IN ('delayed', 'waiting')`;

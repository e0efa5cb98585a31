import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { type LeasedTask, TaskRepository } from './task.repository';

const MAX_ATTEMPTS = 4;

describe('tasks that do not stop when their process ends', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let tasks: TaskRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    tasks = new TaskRepository(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function running(failures: number): Promise<LeasedTask> {
    const [task] = await database.query<LeasedTask>(
      `WITH made AS (
         INSERT INTO execution (action, parameters, status, requested_by, request_digest)
         VALUES ('core.install_packs', '{}', 'running', 'ada', 'x') RETURNING id)
       INSERT INTO task (execution_id, stage, share, rank, status, failures, lease_owner, lease_until)
       SELECT id, 'resolve', 'ada', 1, 'running', $1, 'worker', now() + interval '1 minute' FROM made
       RETURNING id, job_number AS "jobNumber", failures, lease_owner AS "leaseOwner"`,
      [failures],
    );
    if (task === undefined) throw new Error('no task');
    return task;
  }

  async function released(failures: number, maxAttempts?: number): Promise<unknown> {
    const task = await running(failures);
    await tasks.releaseStuck([task], maxAttempts);
    const [row] = await database.query('SELECT status, failures FROM task WHERE id = $1', [task.id]);
    return row;
  }

  it('are given back as they were when it was asked to end', async () => {
    expect(await released(MAX_ATTEMPTS - 1)).toEqual({ status: 'pending', failures: MAX_ATTEMPTS - 1 });
  });

  it('have a job that says why it began none of them', async () => {
    const task = await running(0);
    const job = { executionId: task.executionId, taskId: task.id, jobNumber: task.jobNumber };
    expect(await tasks.whyUnclaimed(job)).toBe('duplicate');
    const cancelled = `status = 'cancelled', lease_owner = NULL, lease_until = NULL, finished_at = now()`;
    await database.query(`UPDATE task SET ${cancelled} WHERE id = $1`, [task.id]);
    expect(await tasks.whyUnclaimed(job)).toBe('cancelled');
    const other = await running(0);
    await tasks.releaseStuck([other]);
    expect(await tasks.whyUnclaimed({ ...job, taskId: other.id })).toBe('given back');
  });

  it('have failed once more when it was broken, and have no more tries than others', async () => {
    expect(await released(1, MAX_ATTEMPTS)).toEqual({ status: 'pending', failures: 2 });
    // Their lease runs out, and whoever finds that ends them.
    expect(await released(MAX_ATTEMPTS - 1, MAX_ATTEMPTS)).toEqual({ status: 'running', failures: MAX_ATTEMPTS - 1 });
  });
});

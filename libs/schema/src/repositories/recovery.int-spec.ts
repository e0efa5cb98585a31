import type { ExecutionId, TaskId } from '@packyard/contracts';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { RecoveryRepository } from './recovery.repository';

describe('tasks that no job will start', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let recoverable: RecoveryRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    recoverable = new RecoveryRepository(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function executionWith(status: string, tasks: readonly string[]) {
    const [made] = await database.query<{ id: ExecutionId }>(
      `INSERT INTO execution (action, parameters, status, requested_by, request_digest)
       VALUES ('core.install_packs', '{}', $1, 'ada', 'x') RETURNING id`,
      [status],
    );
    if (made === undefined) throw new Error('no execution');
    const rows = await database.query<{ id: number }>(
      `INSERT INTO task (execution_id, stage, share, rank, status, finished_at)
       SELECT $1, 'resolve', 'ada', 1, status, CASE WHEN status <> 'pending' THEN now() END
       FROM unnest($2::text[]) AS status RETURNING id`,
      [made.id, tasks],
    );
    return { id: made.id, taskIds: rows.map(({ id }) => id) };
  }

  it('are found where they were cancelled, of these executions alone', async () => {
    const asked = await executionWith('canceling', ['cancelled', 'pending', 'succeeded']);
    const ended = await executionWith('cancelled', ['cancelled']);
    const live = await executionWith('running', ['pending']);
    await executionWith('cancelled', ['cancelled']);
    expect((await recoverable.cancelled([asked.id, ended.id, live.id])).toSorted()).toEqual([
      asked.taskIds[0],
      ended.taskIds[0],
    ]);
    expect(await recoverable.cancelled([])).toEqual([]);
  });

  it('get another job once, as long as nobody has begun them', async () => {
    const { id: executionId, taskIds } = await executionWith('running', ['pending', 'succeeded']);
    const renewed = [];
    for (const taskId of [taskIds[0], taskIds[0], taskIds[1]])
      renewed.push(await recoverable.renew({ executionId, taskId: taskId as TaskId, jobNumber: 1 }));
    expect(renewed).toMatchObject([{ jobNumber: 2, delayMs: 0 }, undefined, undefined]);
  });
});

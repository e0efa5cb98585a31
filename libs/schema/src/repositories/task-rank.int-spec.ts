import type { EnvironmentId, ExecutionId, Stage, TaskId } from '@packyard/contracts';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { RecoveryRepository } from './recovery.repository';
import { behindItsShare, LAST_RANK, type Share } from './task-rank';
import { type LeasedTask, TaskRepository } from './task.repository';
import { QueuePositionRepository } from './queue-position.repository';

describe('the ranks of tasks', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let tasks: TaskRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    tasks = new TaskRepository(dataSource);
  });
  beforeEach(() => database.query('TRUNCATE execution, environment RESTART IDENTITY CASCADE'));
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** Adds tasks of an execution of their own, and answers their ranks. */
  async function add(name: string, count: number, { stage = 'download', isUrgent = false } = {}): Promise<number[]> {
    const [execution] = await database.query<{ id: ExecutionId; packs: number[] }>(
      `WITH made AS (
         INSERT INTO execution (action, parameters, status, requested_by, request_digest)
         VALUES ('core.install_packs', '{}', 'running', $1, 'x') RETURNING id),
       packs AS (
         INSERT INTO execution_pack (execution_id, origin, source_text, source)
         SELECT id, 'request', $1, '{}' FROM made, generate_series(1, $2::integer) RETURNING id)
       SELECT id, ARRAY(SELECT id FROM packs) AS packs FROM made`,
      [name, count],
    );
    if (execution === undefined) throw new Error('no execution');
    const made = execution.packs.map((executionPackId) => ({
      stage: stage as Stage,
      executionPackId: executionPackId as never,
      environmentId: null,
    }));
    const share: Share = { name, isUrgent };
    const due = await tasks.createAll(dataSource.manager, execution.id, { tasks: made, share });
    return due.map(({ rank }) => rank);
  }

  /** Starts the first that waits, as the queue does. */
  async function start(): Promise<LeasedTask & { share: string }> {
    const [task] = await database.query<LeasedTask & { share: string }>(
      `UPDATE task SET status = 'running', lease_owner = 'worker', lease_until = now() WHERE id = (
         SELECT id FROM task WHERE status = 'pending' AND due_at <= now() ORDER BY rank, id LIMIT 1)
       RETURNING id, job_number AS "jobNumber", share, lease_owner AS "leaseOwner"`,
    );
    if (task === undefined) throw new Error('nothing waits');
    return task;
  }

  async function work(count: number): Promise<string[]> {
    const shares: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const task = await start();
      await tasks.end(dataSource.manager, task, { status: 'succeeded' });
      shares.push(task.share);
    }
    return shares;
  }

  it('are counted for each stage by itself', async () => {
    await add('crowd', 5);
    expect(await add('crowd', 3, { stage: 'register' })).toEqual([1, 2, 3]);
  });

  it('go on behind the last of the share, and begin where the stage has come to', async () => {
    expect(await add('crowd', 5)).toEqual([1, 2, 3, 4, 5]);
    expect(await add('crowd', 2)).toEqual([6, 7]);
    await work(3);
    await start();
    expect(await add('other', 2)).toEqual([4, 5]);
    expect(await add('crowd', 1)).toEqual([8]);
  });

  it('begin again where nothing waits', async () => {
    await add('crowd', 5);
    await work(5);
    expect(await add('other', 1)).toEqual([1]);
  });

  it('let shares take turns, however many tasks they have and whenever they came', async () => {
    await add('first', 30);
    await work(10);
    await add('second', 20);
    expect(counted(await work(12))).toEqual({ first: 6, second: 6 });
    await add('third', 10);
    const turns = counted(await work(18));
    for (const share of ['first', 'second', 'third']) expect(turns[share]).toBeGreaterThanOrEqual(5);
  });

  it('put a single task of another before all but those that are begun', async () => {
    for (let request = 0; request < 20; request += 1) await add('crowd', 10);
    await work(40);
    await start();
    await add('other', 1);
    expect((await work(2)).includes('other')).toBe(true);
  });

  it('put what failed behind the others of its share, and what was only given back where it was', async () => {
    await add('crowd', 3);
    const failed = await start();
    await tasks.release(dataSource.manager, failed, {
      delayMs: 0,
      error: { code: 'SOURCE_UNAVAILABLE', message: 'x' },
    });
    const given = await start();
    await tasks.release(dataSource.manager, given, { delayMs: 0 });
    expect(await ranks()).toEqual([
      { id: given.id, rank: 2 },
      { id: expect.any(Number), rank: 3 },
      { id: failed.id, rank: 4 },
    ]);
  });

  it('what waits for its next try does not set where newcomers begin', async () => {
    await add('crowd', 3);
    const failed = await start();
    await tasks.release(dataSource.manager, failed, {
      delayMs: 60_000,
      error: { code: 'SOURCE_UNAVAILABLE', message: 'x' },
    });
    await database.query(`UPDATE task SET rank = rank + 1000 WHERE id <> $1`, [failed.id]);
    await start();
    expect((await add('other', 1))[0]).toBeGreaterThan(1000);
  });

  it('put what is urgent before all, also when it failed, and count nobody by it', async () => {
    await add('crowd', 2);
    expect(await add('admin', 2, { isUrgent: true })).toEqual([0, 0]);
    const urgent = await start();
    expect(urgent.share).toBe('admin');
    expect(await add('other', 1)).toEqual([1]);
    const error = { code: 'SOURCE_UNAVAILABLE', message: 'x' } as const;
    expect((await tasks.release(dataSource.manager, urgent, { delayMs: 0, error }))?.rank).toBe(0);
  });

  /** Makes each pending task the build of an environment of its own, and answers those of the crowd. */
  async function makeBuilds(rank: string): Promise<{ id: EnvironmentId; taskId: TaskId }[]> {
    await database.query(`INSERT INTO environment (runtime, fingerprint, request)
      SELECT 'python', id, '{}' FROM task WHERE status = 'pending' ORDER BY id`);
    return database.query(
      `WITH made AS (
         UPDATE task SET stage = 'build', rank = ${rank}, environment_id = environment.id
         FROM environment WHERE fingerprint = task.id::text
         RETURNING environment.id, task.id AS "taskId", task.share)
       SELECT id, "taskId" FROM made WHERE share = 'crowd' ORDER BY "taskId"`,
    );
  }

  it('let a build of others that is waited for go as early as if one had asked for it oneself', async () => {
    await add('crowd', 3);
    const environments = await makeBuilds('1000 + task.id');
    const waiting = new QueuePositionRepository(dataSource);
    await start();
    const ids = environments.map(({ id }) => id);
    const other: Share = { name: 'other', isUrgent: false };
    const raised = await waiting.raiseRank(dataSource.manager, ids.slice(2), other);
    expect(raised).toEqual([
      expect.objectContaining({
        taskId: environments[2]?.taskId,
        jobNumber: 2,
        rank: 1000 + (environments[0]?.taskId ?? 0),
      }),
    ]);
    expect(await waiting.raiseRank(dataSource.manager, ids, other)).toEqual([]);
    expect(await waiting.raiseRank(dataSource.manager, ids.slice(1, 2), { name: 'admin', isUrgent: true })).toEqual([
      expect.objectContaining({ taskId: environments[1]?.taskId, rank: 0 }),
    ]);
  });

  it('let many builds of others that are waited for take turns with everybody, as if one had asked for them oneself', async () => {
    await add('crowd', 20);
    await add('third', 6);
    const environments = await makeBuilds("task.rank + CASE WHEN share = 'crowd' THEN 100 ELSE 0 END");
    const raise = (name: string, count: number, isUrgent = false) =>
      new QueuePositionRepository(dataSource).raiseRank(
        dataSource.manager,
        environments.slice(-count).map(({ id }) => id),
        { name, isUrgent },
      );
    const raised = await raise('other', 10);
    expect(raised.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(raised.map(({ taskId }) => taskId)).toEqual(environments.slice(-10).map(({ taskId }) => taskId));
    expect(await raise('other', 10)).toEqual([]);
    expect(counted(await work(12))).toEqual({ third: 6, other: 6 });
    expect((await raise('admin', 3, true)).map(({ rank }) => rank)).toEqual([0, 0, 0]);
  });

  it('of builds that are waited for end at what queues can tell apart', async () => {
    await add('crowd', 3);
    await add('other', 1);
    const environments = await makeBuilds(`${LAST_RANK + 9} - CASE WHEN share = 'crowd' THEN 0 ELSE 11 END`);
    const ids = environments.map(({ id }) => id);
    const other: Share = { name: 'other', isUrgent: false };
    const raised = await new QueuePositionRepository(dataSource).raiseRank(dataSource.manager, ids, other);
    expect(raised.map(({ rank }) => rank)).toEqual([LAST_RANK - 1, LAST_RANK, LAST_RANK]);
  });

  it('end at what queues can tell apart', async () => {
    await add('crowd', 1);
    await database.query('UPDATE task SET rank = $1', [LAST_RANK]);
    expect(await add('crowd', 2)).toEqual([LAST_RANK, LAST_RANK]);
  });

  it('are found by reading as much, whatever waits', async () => {
    await add('crowd', 2000);
    await database.query('VACUUM ANALYZE task');
    const [answer] = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) SELECT ${behindItsShare('mine')} FROM (VALUES ('download', 'nobody')) mine (stage, share)`,
    );
    expect(rowsReadBy(answer?.['QUERY PLAN'][0].Plan)).toBeLessThan(20);
  });

  it('among what is overdue, the first of each stage are found first', async () => {
    await add('crowd', 30);
    await add('other', 1);
    await add('crowd', 1, { stage: 'register' });
    await database.query(`UPDATE task SET due_at = now() - interval '1 minute'`);
    const overdue = await new RecoveryRepository(dataSource).overdue(1, 2);
    expect(overdue.map(({ stage, rank }) => [stage, rank])).toEqual([
      ['download', 1],
      ['download', 1],
      ['register', 1],
    ]);
  });

  const ranks = () => database.query('SELECT id, rank FROM task ORDER BY rank');
});

interface PlanNode {
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

function rowsReadBy(node: PlanNode | undefined): number {
  if (node === undefined) return 0;
  const own = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  return (node.Plans ?? []).reduce((sum, child) => sum + rowsReadBy(child), own);
}

function counted(shares: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const share of shares) counts[share] = (counts[share] ?? 0) + 1;
  return counts;
}

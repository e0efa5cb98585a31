import type { ExecutionId, Stage, TaskId } from '@packyard/contracts';
import { TaskRepository } from '@packyard/schema';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import { DataSource } from 'typeorm';
import type { PipelineOptions } from '../pipeline-options';
import { LeaseHolder } from './lease-holder';

const OPTIONS: Partial<PipelineOptions> = { leaseOwner: 'worker', leaseSeconds: 60 };

describe('claiming tasks', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let repository: TaskRepository;
  let leases: LeaseHolder;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    repository = new TaskRepository(dataSource);
    leases = new LeaseHolder(repository, OPTIONS as PipelineOptions);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function due(count: number) {
    const rows = await database.query<{ taskId: TaskId; executionId: ExecutionId; jobNumber: number; stage: Stage }>(
      `WITH made AS (
         INSERT INTO execution (action, parameters, status, requested_by, request_digest)
         VALUES ('core.install_packs', '{}', 'running', 'ada', 'x') RETURNING id),
       packs AS (
         INSERT INTO execution_pack (execution_id, origin, source_text, source)
         SELECT id, 'request', 'pack ' || number, '{}' FROM made, generate_series(1, $1) AS number
         RETURNING id, execution_id, source_text)
       INSERT INTO task (execution_id, execution_pack_id, stage, share, rank)
       SELECT execution_id, id, 'download', 'ada', 1 FROM packs ORDER BY id
       RETURNING id AS "taskId", execution_id AS "executionId", job_number AS "jobNumber", stage`,
      [count],
    );
    return rows;
  }
  const running = async () =>
    (await database.query<{ id: TaskId }>("SELECT id FROM task WHERE status = 'running'")).map(({ id }) => id);

  it('gives each of many to who asked for it, in one transaction, with its pack', async () => {
    const many = jest.spyOn(repository, 'claimAll');
    const jobs = await due(20);
    const tasks = await Promise.all(jobs.map((job) => leases.claim(job)));
    expect(tasks.map((task) => task?.id)).toEqual(jobs.map(({ taskId }) => taskId));
    expect(tasks.map((task) => task?.pack?.sourceText)).toEqual(jobs.map((_job, index) => `pack ${index + 1}`));
    expect(tasks.map((task) => task?.leaseOwner)).toEqual(jobs.map(() => OPTIONS.leaseOwner));
    expect(await running()).toEqual(expect.arrayContaining(jobs.map(({ taskId }) => taskId)));
    expect(many).toHaveBeenCalledTimes(1);
  });

  it('gives a task to one only, and none that is of another stage or execution, or whose job is out of date', async () => {
    const [first, second, third, fourth] = await due(4);
    const asked = [
      first!,
      first!,
      { ...second!, jobNumber: 2 },
      { ...third!, stage: 'register' as const },
      { ...fourth!, executionId: first!.executionId + 1000 } as typeof first & object,
    ];
    const tasks = await Promise.all(asked.map((job) => leases.claim(job)));
    expect(tasks.map((task) => task?.id)).toEqual([first!.taskId, undefined, undefined, undefined, undefined]);
    expect(await leases.claim(first!)).toBeUndefined();
    expect((await leases.claim(second!))?.id).toBe(second!.taskId);
  });

  it('gives a task to the job that is up to date, also when others of the task ask first', async () => {
    const [job] = await due(1);
    const asked = [{ ...job!, jobNumber: job!.jobNumber + 1 }, { ...job!, stage: 'register' as const }, job!];
    const tasks = await Promise.all(asked.map((each) => leases.claim(each)));
    expect(tasks.map((task) => task?.id)).toEqual([undefined, undefined, job!.taskId]);
  });

  it('lets nobody wait for a task that somebody has locked', async () => {
    const [locked, ...others] = await due(4);
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT FROM task WHERE id = $1 FOR UPDATE', [locked!.taskId]);
    const late = leases.claim(locked!);
    const tasks = await Promise.all(others.map((job) => leases.claim(job)));
    const [last] = await due(1);
    tasks.push(await leases.claim(last!));
    expect(tasks.map((task) => task?.id)).toEqual([...others, last!].map(({ taskId }) => taskId));
    expect(await running()).not.toContain(locked!.taskId);
    await runner.query("UPDATE task SET status = 'cancelled' WHERE id = $1", [locked!.taskId]);
    await runner.commitTransaction();
    await runner.release();
    expect(await late).toBeUndefined();
  });

  it('tells all of them when the database does not store them, and goes on with the next', async () => {
    const jobs = await due(3);
    const refused = jest.spyOn(repository, 'claimAll').mockRejectedValue(new Error('away'));
    const told = await Promise.allSettled(jobs.map((job) => leases.claim(job)));
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    refused.mockRestore();
    expect(await Promise.all(jobs.map((job) => leases.claim(job)))).toHaveLength(3);
    expect(await running()).toEqual(expect.arrayContaining(jobs.map(({ taskId }) => taskId)));
  });
});

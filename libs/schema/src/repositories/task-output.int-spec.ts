import type { ExecutionId } from '@packyard/contracts';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { TaskOutputRepository } from './task-output.repository';
import type { LeasedTask } from './task.repository';

describe('the output of a task', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let outputs: TaskOutputRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    outputs = new TaskOutputRepository(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function addBuild(): Promise<LeasedTask> {
    const [task] = await database.query<LeasedTask>(
      `WITH execution AS (
         INSERT INTO execution (action, parameters, status, requested_by, request_digest)
         VALUES ('core.install_packs', '{}', 'running', 'ada', 'x') RETURNING id),
       pack AS (
         INSERT INTO execution_pack (execution_id, origin, source_text, source)
         SELECT id, 'request', 'x', '{}' FROM execution RETURNING id),
       environment AS (
         INSERT INTO environment (runtime, fingerprint, request, status)
         VALUES ('python', 'x', '{}', 'pending') RETURNING id),
       link AS (
         INSERT INTO execution_pack_environment (execution_pack_id, environment_id)
         SELECT pack.id, environment.id FROM pack, environment)
       INSERT INTO task (execution_id, stage, execution_pack_id, environment_id, status, job_number, lease_owner, lease_until)
       SELECT execution.id, 'build', pack.id, environment.id, 'running', 1, 'worker', now() FROM execution, pack, environment
       RETURNING id, execution_id AS "executionId", job_number AS "jobNumber", failures`,
    );
    if (task === undefined) throw new Error('There is no task');
    return task;
  }

  async function textOf(executionId: ExecutionId): Promise<string> {
    return (await outputs.outputsOf({ executionId, packRef: undefined })).map(({ text }) => text).join('');
  }

  it('takes nothing from a worker that has lost the task: that would change what was read already', async () => {
    const former = await addBuild();
    await outputs.append(former, 0, 'one\n');
    await database.query('UPDATE task SET job_number = job_number + 1 WHERE id = $1', [former.id]);
    const next = { ...former, jobNumber: former.jobNumber + 1 };
    await outputs.append(next, 0, 'two\n');
    await outputs.append(former, 1, 'late\n');
    await outputs.append(next, 1, 'three\n');
    expect(await textOf(former.executionId)).toBe('one\ntwo\nthree\n');
  });
});

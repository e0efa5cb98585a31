import { Logger } from '@nestjs/common';
import { type ExecutionId, UnavailableError } from '@packyard/contracts';
import { BrokenExecutionRepository, PackMoveRepository, ExecutionRepository, Transactions } from '@packyard/schema';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import { DataSource } from 'typeorm';
import { BrokenExecutions } from './broken-executions';

describe('executions that can not be continued', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let broken: BrokenExecutions;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource({ type: 'postgres', url: database.url, entities: [] }).initialize();
  });
  beforeEach(() => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation();
    broken = new BrokenExecutions(
      new Transactions(dataSource),
      new ExecutionRepository(dataSource),
      new PackMoveRepository(),
      new BrokenExecutionRepository(),
    );
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function anExecution(): Promise<ExecutionId> {
    const [row] = await database.query<{ id: ExecutionId }>(
      `WITH made AS (
         INSERT INTO execution (action, parameters, status, requested_by, request_digest)
         VALUES ('core.install_packs', '{}', 'running', 'ada', 'x') RETURNING id),
       packs AS (
         INSERT INTO execution_pack (execution_id, origin, source_text, source, sealed_url, status)
         SELECT id, 'request', status, '{}', 'secret', status FROM made, unnest('{completed,running}'::text[]) status
         RETURNING id, execution_id, status),
       tasks AS (
         INSERT INTO task (execution_id, stage, execution_pack_id, status, lease_owner, lease_until)
         SELECT execution_id, 'download', id, 'running', 'worker', now() + interval '1 hour' FROM packs
         WHERE status = 'running')
       SELECT id FROM made`,
    );
    if (row === undefined) throw new Error('no execution');
    return row.id;
  }

  async function fail(id: ExecutionId, error: unknown, times: number): Promise<boolean[]> {
    const ends: boolean[] = [];
    for (let index = 0; index < times; index += 1) ends.push(await broken.countFailure(id, error));
    return ends;
  }

  const rows = async (sql: string, id: ExecutionId) => database.query(sql, [id]);

  it('end after some tries as failed, with the reason, and what is unfinished of them ends, too', async () => {
    const id = await anExecution();
    expect(await fail(id, new TypeError('undefined'), 5)).toEqual([false, false, false, false, true]);
    expect(await rows('SELECT status, result, finished_at IS NULL AS open FROM execution WHERE id = $1', id)).toEqual([
      {
        status: 'failed',
        open: false,
        result: expect.objectContaining({ code: 'INTERNAL', hint: expect.any(String) }),
      },
    ]);
    expect(
      await rows(
        `SELECT status, error ->> 'code' AS code, sealed_url IS NULL AS forgotten FROM execution_pack
        WHERE execution_id = $1 ORDER BY id`,
        id,
      ),
    ).toEqual([
      { status: 'completed', code: null, forgotten: false },
      { status: 'failed', code: 'INTERNAL', forgotten: true },
    ]);
    expect(await rows('SELECT status, lease_owner FROM task WHERE execution_id = $1', id)).toEqual([
      { status: 'failed', lease_owner: null },
    ]);
    expect(await rows('SELECT type FROM execution_event WHERE execution_id = $1 ORDER BY sequence', id)).toEqual(
      expect.arrayContaining([{ type: 'pack' }, { type: 'status' }]),
    );
  });

  it('go on when the world was to blame, or when it worked in between', async () => {
    const id = await anExecution();
    const away = new UnavailableError('NOT_READY', 'The database is away.');
    expect(await fail(id, away, 10)).not.toContain(true);
    expect(await fail(id, new Error('Connection terminated unexpectedly'), 10)).not.toContain(true);
    expect(await fail(id, new TypeError('undefined'), 4)).not.toContain(true);
    broken.forgetFailures(id);
    expect(await fail(id, new TypeError('undefined'), 4)).not.toContain(true);
    expect(await rows('SELECT status FROM execution WHERE id = $1', id)).toEqual([{ status: 'running' }]);
  });

  it('are left as they are when they have ended meanwhile', async () => {
    const id = await anExecution();
    await rows(`UPDATE execution SET status = 'completed', finished_at = now() WHERE id = $1`, id);
    expect(await fail(id, new TypeError('undefined'), 5)).toContain(true);
    expect(await rows('SELECT status, result FROM execution WHERE id = $1', id)).toEqual([
      { status: 'completed', result: null },
    ]);
  });
});

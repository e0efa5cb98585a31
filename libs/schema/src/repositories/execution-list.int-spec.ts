import { createTestDatabase, eventually, type TestDatabase } from '@packyard/testing';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../data-source';
import { type ExecutionFilter, ExecutionRepository } from './execution.repository';
import { MAX_SEARCHED } from './find-executions';

const ROWS = MAX_SEARCHED + 2000;
const FAILED = ROWS / 4;
// Larger than what the index has of a row, and smaller than what PostgreSQL stores elsewhere.
const FILLER = 800;

describe('lists of very many executions', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let executions: ExecutionRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    // What sessions have read, each of them tells a second later, or when it ends: only one session knows what it has read itself.
    const options = dataSourceOptions(database.url);
    dataSource = await new DataSource({ ...options, extra: { ...(options.extra as object), max: 1 } }).initialize();
    executions = new ExecutionRepository(dataSource);
    // It would read the table as well, whenever it likes.
    await dataSource.query('ALTER TABLE execution SET (autovacuum_enabled = false)');
    await dataSource.query(
      `INSERT INTO execution (action, parameters, status, result, requested_by, request_digest, finished_at)
       SELECT CASE WHEN n % 2 = 0 THEN 'core.install_packs' ELSE 'core.download_packs' END, '{}',
         CASE WHEN n % 4 = 0 THEN 'failed' ELSE 'completed' END,
         json_build_object('ref', 'Pack_' || n, 'text', repeat('ÄÖ', 2) || repeat('x', ${FILLER})), 'ada', '', now()
       FROM generate_series(1, ${ROWS}) AS n`,
    );
    // Rows count as seen by everybody when their commit is on the disk, for which the databases of tests don't wait.
    await eventually(async () => {
      await dataSource.query('VACUUM ANALYZE execution');
      const [seen] = await dataSource.query<{ pages: number }[]>(
        "SELECT relallvisible AS pages FROM pg_class WHERE relname = 'execution'",
      );
      expect(seen?.pages).toBeGreaterThan(ROWS / 10);
    });
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const list = (filter: Partial<ExecutionFilter>) => executions.list({ limit: 2, offset: 0, ...filter });
  const ids = async (filter: Partial<ExecutionFilter>) => (await list(filter))[0].map(({ id }) => id);

  it.each<[string, Partial<ExecutionFilter>, number, number[]]>([
    ['all', {}, ROWS, [ROWS, ROWS - 1]],
    ['of a later page', { offset: 4000 }, ROWS, [ROWS - 4000, ROWS - 4001]],
    ['behind the last page', { offset: ROWS }, ROWS, []],
    ['by status', { status: 'failed' }, FAILED, [ROWS, ROWS - 4]],
    ['by actions', { actions: ['core.download_packs', 'core.test_packs'] }, ROWS / 2, [ROWS - 1, ROWS - 3]],
    ['of no action', { actions: [] }, 0, []],
    ['by both', { actions: ['core.download_packs'], status: 'failed' }, 0, []],
  ])('are counted and found without reading the rows of others: %s', async (_name, filter, total, found) => {
    await list(filter);
    const before = await heapReads();
    expect([(await list(filter))[1], await ids(filter)]).toEqual([total, found]);
    expect((await heapReads()) - before).toBeLessThan(200);
  });

  it('are counted by status without reading the rows', async () => {
    const before = await heapReads();
    expect([...(await executions.countByStatus())].sort()).toEqual([
      ['completed', ROWS - FAILED],
      ['failed', FAILED],
    ]);
    expect((await heapReads()) - before).toBeLessThan(200);
  });

  it('look for a text in results, whatever its case, in the newest that match otherwise', async () => {
    const before = await heapReads();
    expect([await ids({ resultContains: `pAcK_${ROWS}"` }), (await list({ resultContains: 'PACK' }))[1]]).toEqual([
      [ROWS],
      MAX_SEARCHED,
    ]);
    // These are read, and counted at once: so those were none.
    expect((await heapReads()) - before).toBeGreaterThan(200);
    expect((await list({ resultContains: 'ÄÖÄ' }))[1]).toBe(MAX_SEARCHED);
    expect((await list({ resultContains: 'pack_1"' }))[1]).toBe(0);
    expect(await ids({ resultContains: 'pack_4"', status: 'failed' })).toEqual([4]);
    expect(await ids({ resultContains: '%' })).toEqual([]);
  });

  /** How many pages of the table were read, so far. */
  async function heapReads(): Promise<number> {
    await dataSource.query('SELECT pg_stat_force_next_flush()');
    await dataSource.query('SELECT pg_stat_clear_snapshot()');
    const [row] = await dataSource.query<{ pages: string }[]>(
      `SELECT heap_blks_read + heap_blks_hit AS pages FROM pg_statio_user_tables WHERE relname = 'execution'`,
    );
    return Number(row?.pages);
  }
});

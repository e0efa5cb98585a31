import type { ExecutionId } from '@packyard/contracts';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { Transactions } from '../unit-of-work/transactions';
import { ExecutionRepository } from './execution.repository';

describe('the status of an execution', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let id: ExecutionId | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    const [row] = await database.query<{ id: ExecutionId }>(
      `INSERT INTO execution (action, parameters, status, requested_by, request_digest)
       VALUES ('core.install_packs', '{}', 'scheduled', 'ada', 'x') RETURNING id`,
    );
    id = row?.id;
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it.each([
    ['running', 'off'],
    ['completed', 'on'],
  ] as const)(
    '%s, in a transaction that need not wait for the disk, makes waiting for it %s',
    async (status, waits) => {
      const executions = new ExecutionRepository(dataSource);
      const setting = new Transactions(dataSource).run(
        async ({ transaction }) => {
          if (id !== undefined) await executions.setStatus(transaction, id, { status });
          return transaction.query<unknown[]>('SHOW synchronous_commit');
        },
        { isDurable: false },
      );
      expect(await setting).toEqual([{ synchronous_commit: waits }]);
    },
  );
});

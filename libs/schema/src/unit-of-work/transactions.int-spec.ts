import { createTestDatabase, PostgresProxy, type TestDatabase } from '@packyard/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { createDataSource } from '../data-source';
import { Transactions } from './transactions';
import type { UnitOfWork } from './unit-of-work';

describe('a unit of work', () => {
  let database: TestDatabase;
  let proxy: PostgresProxy;
  let dataSource: DataSource;
  let log: string[];

  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await PostgresProxy.start(database.url);
    dataSource = await createDataSource(proxy.url).initialize();
    log = [];
  });

  afterEach(async () => {
    await dataSource.destroy();
    await proxy.close();
    await database.drop();
  });

  const run = (work: (unit: UnitOfWork) => Promise<unknown>) => new Transactions(dataSource).run(work);
  const addRole = (unit: UnitOfWork, name: string) =>
    unit.transaction.query('INSERT INTO role (name) VALUES ($1)', [name]);
  const roles = async () =>
    (await database.query<{ name: string }>("SELECT name FROM role WHERE name <> 'admin'")).map(({ name }) => name);

  /** Stores a row, and says what becomes of what it did besides. */
  async function work(unit: UnitOfWork): Promise<'done'> {
    await addRole(unit, 'ops');
    unit.onRollback(() => Promise.resolve(log.push('first undone')));
    unit.onRollback(() => Promise.resolve(log.push('second undone')));
    unit.afterCommit(async () => log.push(`effect sees ${(await roles()).join()}`));
    return 'done';
  }

  it('runs its effects after the commit, and undoes nothing', async () => {
    expect(await run(work)).toBe('done');
    expect([await roles(), log]).toEqual([['ops'], ['effect sees ops']]);
  });

  it('undoes its steps in reverse order when it fails, and runs no effect', async () => {
    const failing = run(async (unit) => {
      await work(unit);
      throw new Error('no room');
    });
    await expect(failing).rejects.toThrow('no room');
    expect([await roles(), log]).toEqual([[], ['second undone', 'first undone']]);
  });

  it('goes on undoing when a step can not be undone, and tells the first reason', async () => {
    const failing = run(async (unit) => {
      unit.onRollback(() => Promise.resolve(log.push('undone')));
      unit.onRollback(() => Promise.reject(new Error('not to be undone')));
      await Promise.resolve();
      throw new Error('no room');
    });
    await expect(failing).rejects.toThrow('no room');
    expect(log).toEqual(['undone']);
  });

  it('has succeeded although an effect fails, and runs the others', async () => {
    const done = run(async (unit) => {
      await addRole(unit, 'ops');
      unit.onRollback(() => Promise.resolve(log.push('undone')));
      unit.afterCommit(() => Promise.reject(new Error('the queue is away')));
      unit.afterCommit(() => Promise.resolve(log.push('other effect')));
    });
    await expect(done).resolves.toBeUndefined();
    expect([await roles(), log]).toEqual([['ops'], ['other effect']]);
  });

  it('says why it could not begin, and undoes what was done meanwhile', async () => {
    const atItsLimit: Pick<DataSource, 'manager' | 'transaction'> = {
      manager: dataSource.manager,
      transaction: (unnumbered: unknown) =>
        dataSource.transaction((transaction) => {
          const query = transaction.query.bind(transaction);
          jest
            .spyOn(transaction, 'query')
            .mockImplementation((sql, values) =>
              query(sql.includes('pg_current_xact_id') ? 'SELECT 1 / 0' : sql, values),
            );
          return (unnumbered as (transaction: EntityManager) => Promise<never>)(transaction);
        }),
    };
    await expect(new Transactions(atItsLimit as DataSource).run(work)).rejects.toThrow('division by zero');
    const idle = new Transactions(atItsLimit as DataSource).run(() => Promise.resolve('done'));
    await expect(idle).rejects.toThrow('division by zero');
    const careful = new Transactions(atItsLimit as DataSource).run((unit) => {
      unit.onRollback(() => Promise.resolve(log.push('undone')));
      return addRole(unit, 'ops');
    });
    await expect(careful).rejects.toThrow('division by zero');
    expect([await roles(), log]).toEqual([[], ['undone']]);
  });

  it('is undone when the commit never arrived', async () => {
    proxy.failNextCommit('before');
    await expect(run(work)).rejects.toThrow();
    expect([await roles(), log]).toEqual([[], ['second undone', 'first undone']]);
  });

  it('has succeeded when only the answer to its commit was lost', async () => {
    proxy.failNextCommit('after');
    expect(await run(work)).toBe('done');
    expect([await roles(), log]).toEqual([['ops'], ['effect sees ops']]);
  });

  it('undoes nothing when nobody can say what became of it', async () => {
    proxy.failNextCommit('after', true);
    await expect(run(work)).rejects.toThrow();
    expect([await roles(), log]).toEqual([['ops'], []]);
  });

  it('is undone when the database refuses the commit', async () => {
    await database.query(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'too late'; END $$;
       CREATE CONSTRAINT TRIGGER late AFTER INSERT ON role DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION fail()`,
    );
    await expect(run(work)).rejects.toThrow('too late');
    expect([await roles(), log]).toEqual([[], ['second undone', 'first undone']]);
  });
});

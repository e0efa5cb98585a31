import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createTestDatabase, eventually, type TestDatabase } from '@packyard/testing';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { createDataSource, dataSourceOptions } from './data-source';
import { translateDatabaseTrouble } from './database-trouble';
import { PreparedStatementsClient } from './prepared-statements-client';

describe('a connection that prepares its statements', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    await dataSource.query('CREATE TABLE sample (number integer); INSERT INTO sample VALUES (7)');
  });

  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const SELECT = 'SELECT * FROM sample WHERE number > $1';
  const prepared = () =>
    dataSource.query<{ statement: string }[]>(
      `SELECT statement FROM pg_prepared_statements WHERE statement = '${SELECT}'`,
    );

  it('has PostgreSQL plan each of them once', async () => {
    for (const number of [1, 2, 8]) {
      expect(await dataSource.query(SELECT, [number])).toHaveLength(number === 8 ? 0 : 1);
    }
    expect(await prepared()).toHaveLength(1);
  });

  it('has it plan those without parameters once, too, but nothing that is not asked again', async () => {
    const withoutParameters = 'SELECT count(*)::integer AS rows FROM sample';
    for (const values of [undefined, []])
      expect(await dataSource.query(withoutParameters, values)).toEqual([{ rows: 1 }]);
    await dataSource.query('SELECT 1; SELECT 2');
    await dataSource.query("SET application_name = 'else'");
    const kept = await dataSource.query<{ statement: string }[]>('SELECT statement FROM pg_prepared_statements');
    const statements = kept.map(({ statement }) => statement);
    expect(statements.filter((statement) => statement === withoutParameters)).toHaveLength(1);
    expect(statements.filter((statement) => /SELECT 2|SET/.test(statement))).toEqual([]);
  });

  it('that can not be opened is trouble with the database, in words', async () => {
    const elsewhere = createDataSource(database.url.replace(/:\d+\//, ':1/'));
    const error: unknown = await elsewhere.initialize().catch((thrown: unknown) => thrown);
    expect(translateDatabaseTrouble(error)).toMatchObject({
      code: 'NOT_READY',
      message: 'The database broke off the work (ECONNREFUSED).',
    });
  });

  it('does not notice that the columns have changed since', async () => {
    await dataSource.query(SELECT, [1]);
    await dataSource.query("ALTER TABLE sample ADD COLUMN word text DEFAULT 'new'");
    expect(await dataSource.query(SELECT, [1])).toEqual([{ number: 7, word: 'new' }]);
  });

  it('fails once in a transaction when the columns have changed since, and not again', async () => {
    const read = () => dataSource.transaction((transaction) => transaction.query(SELECT, [1]));
    await read();
    await dataSource.query('ALTER TABLE sample ADD COLUMN word text');
    await expect(read()).rejects.toThrow('cached plan must not change result type');
    expect(await read()).toEqual([{ number: 7, word: null }]);
  });

  it('does not notice that they are gone, as behind a pooler', async () => {
    await dataSource.query(SELECT, [1]);
    await dataSource.query('DEALLOCATE ALL');
    expect(await dataSource.query(SELECT, [1])).toEqual([{ number: 7 }]);
  });

  it.each([
    ['statement_timeout', "SELECT pg_sleep(60) WHERE 'all' <> $1", '57014'],
    ['lock_timeout', 'SELECT * FROM sample WHERE number > $1 FOR UPDATE', '55P03'],
  ])('whose %s is over is trouble with the database', async (limit, statement, code) => {
    const error = await dataSource.transaction(async (holder) => {
      await holder.query('SELECT * FROM sample FOR UPDATE');
      return dataSource
        .transaction(async (transaction) => {
          await transaction.query(`SET LOCAL ${limit} = 20`);
          await transaction.query(statement, [1]);
        })
        .catch((thrown: unknown) => thrown);
    });
    expect(translateDatabaseTrouble(error)).toMatchObject({
      code: 'NOT_READY',
      message: `The database broke off the work (${code}).`,
    });
  });

  it('that is cut between two statements of a transaction is trouble with the database', async () => {
    const error = await dataSource
      .transaction(async (transaction) => {
        const [own] = await transaction.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
        await dataSource.query('SELECT pg_terminate_backend($1, 60000)', [own?.pid]);
        await new Promise(setImmediate);
        await transaction.query(SELECT, [1]);
      })
      .catch((thrown: unknown) => thrown);
    expect(translateDatabaseTrouble(error)).toMatchObject({ code: 'NOT_READY' });
  });

  it('prepares what a pool asks with a callback, and passes errors on', async () => {
    const pool = new Pool({ connectionString: database.url, max: 1, Client: PreparedStatementsClient });
    // It goes without waiting for its connections to have gone: the database's end may find one.
    pool.on('error', () => undefined);
    try {
      for (const number of [1, 8]) expect((await pool.query(SELECT, [number])).rowCount).toBe(number === 8 ? 0 : 1);
      const names = await pool.query(`SELECT FROM pg_prepared_statements WHERE statement = '${SELECT}'`);
      expect(names.rowCount).toBe(1);
      await expect(pool.query('SELECT * FROM missing WHERE number > $1', [1])).rejects.toThrow('does not exist');
      expect((await pool.query(SELECT, [1])).rows).toEqual([{ number: 7 }]);
    } finally {
      await pool.end();
    }
  });

  it('says nothing more after its goodbye, also when the server ends before it has heard that', async () => {
    const { hostname, port } = new URL(database.url);
    let isDeaf = false;
    const between = createServer({ allowHalfOpen: true }, (socket) => {
      const server = connect(Number(port), hostname);
      server.pipe(socket);
      socket.on('data', (chunk) => isDeaf || server.write(chunk));
    });
    await once(between.listen(0, '127.0.0.1'), 'listening');
    const pool = new Pool({
      connectionString: database.url.replace(/@[^/]*\//, `@127.0.0.1:${(between.address() as AddressInfo).port}/`),
      max: 1,
      Client: PreparedStatementsClient,
    });
    const said: Error[] = [];
    pool.on('error', (error) => said.push(error));
    const session = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const gone = new Promise((resolve) => pool.once('remove', resolve));
    isDeaf = true;
    await pool.end();
    await database.query(`SELECT pg_terminate_backend(${session.rows[0]?.pid ?? 0}, 60000)`);
    await gone;
    between.close();
    expect(said).toEqual([]);
  });

  describe('in a transaction', () => {
    const INSERT = 'INSERT INTO sample VALUES (1)';

    it('sends its beginning and what is asked at once before anything was answered', async () => {
      const { hostname, port } = new URL(database.url);
      let sent = '';
      let isHeld = false;
      const held = new EventEmitter();
      const between = createServer((socket) => {
        const server = connect(Number(port), hostname);
        server.on('data', (chunk) => (isHeld ? held.once('free', () => socket.write(chunk)) : socket.write(chunk)));
        socket.pipe(server).on('error', () => undefined);
        socket.on('data', (chunk) => (sent += chunk.toString('latin1'))).on('error', () => undefined);
      });
      await once(between.listen(0, '127.0.0.1'), 'listening');
      const place = `@127.0.0.1:${(between.address() as AddressInfo).port}/`;
      const pool = new Pool({
        connectionString: database.url.replace(/@[^/]*\//, place),
        max: 1,
        Client: PreparedStatementsClient,
      });
      const client = await pool.connect();
      isHeld = true;
      await client.query('START TRANSACTION');
      const answers = Promise.all([
        client.query(SELECT, [1]),
        client.query('SELECT 2 AS number'),
        client.query('COMMIT'),
      ]);
      await eventually(() => expect(sent).toMatch(/START TRANSACTION[^]*number > \$1[^]*SELECT 2[^]*COMMIT/));
      isHeld = false;
      held.emit('free');
      expect((await answers).map(({ rows }) => rows as unknown[])).toEqual([[{ number: 7 }], [{ number: 2 }], []]);
      client.release();
      await pool.end();
      between.close();
    });

    it.each([
      ['without parameters', INSERT, undefined],
      ['with parameters', 'INSERT INTO sample VALUES ($1)', [1]],
    ])('takes back what its first statement %s did', async (_how, statement, values) => {
      const failing = dataSource.transaction(async (transaction) => {
        await transaction.query(statement, values);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await dataSource.query('SELECT number FROM sample')).toEqual([{ number: 7 }]);
    });

    it('whose first statement fails, is over, and the connection is as good as before', async () => {
      for (const values of [undefined, [1]]) {
        const failing = dataSource.transaction((transaction) => transaction.query('SELECT * FROM missing', values));
        await expect(failing).rejects.toThrow('"missing" does not exist');
        await dataSource.query(INSERT);
      }
      expect(await database.query('SELECT number FROM sample')).toHaveLength(3);
    });

    it('whose first statement is none that PostgreSQL can read, is over too', async () => {
      const goesOn = dataSource.transaction(async (transaction) => {
        await expect(transaction.query('SELEC 1')).rejects.toThrow('syntax error');
        await transaction.query(INSERT);
      });
      await expect(goesOn).rejects.toThrow('current transaction is aborted');
      expect(await dataSource.query('SELECT number FROM sample')).toEqual([{ number: 7 }]);
    });

    it.each(['', '-- nothing'])('may begin with a text that has no statement: "%s"', async (text) => {
      await dataSource.transaction(async (transaction) => {
        expect(await transaction.query(text)).toEqual([]);
        await transaction.query(INSERT);
      });
      expect(await dataSource.query('SELECT number FROM sample')).toHaveLength(2);
    });

    it('says that columns have changed also of what is asked while it begins', async () => {
      await dataSource.query(SELECT, [1]);
      await dataSource.query('ALTER TABLE sample ADD COLUMN word text');
      const reading = dataSource.transaction((transaction) =>
        Promise.all([transaction.query('SELECT 1'), transaction.query(SELECT, [1])]),
      );
      await expect(reading).rejects.toMatchObject({ code: '0A000' });
    });

    it('that asks nothing leaves nothing behind', async () => {
      await dataSource.transaction(() => Promise.resolve());
      await dataSource.query(INSERT);
      expect(await database.query('SELECT number FROM sample')).toHaveLength(2);
    });
  });

  it('passes on what PostgreSQL refuses', async () => {
    await expect(dataSource.query('SELECT * FROM missing WHERE number > $1', [1])).rejects.toThrow('does not exist');
  });

  it('stays open while nobody uses it, as many as are to be kept', async () => {
    const { extra, ...options } = dataSourceOptions(database.url, { keptConnections: 2 });
    const settings = { ...options, applicationName: 'patient', extra: { ...extra, idleTimeoutMillis: 20 } };
    const patient = new DataSource(settings);
    await patient.initialize();
    const sessions = () =>
      dataSource.query<unknown[]>("SELECT pid FROM pg_stat_activity WHERE application_name = 'patient' ORDER BY 1");
    await Promise.all(Array.from({ length: 5 }, () => patient.query('SELECT pg_sleep(0.1)')));
    await eventually(async () => expect(await sessions()).toHaveLength(2));
    expect(await sessions()).toEqual(expect.arrayContaining(await patient.query('SELECT pg_backend_pid() AS pid')));
    await patient.destroy();
  });
});

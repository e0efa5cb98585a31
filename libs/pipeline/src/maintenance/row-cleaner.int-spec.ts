import 'reflect-metadata';
import { MaintenanceConfig } from '@packyard/config';
import { ExpiredRowsRepository } from '@packyard/schema';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import { DataSource } from 'typeorm';
import { MaintenancePolicy } from './maintenance-policy';
import { RowCleaner } from './row-cleaner';

let database: TestDatabase;
let dataSource: DataSource;

beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

const cleaner = (settings: Record<string, string>) =>
  new RowCleaner(new ExpiredRowsRepository(dataSource), new MaintenancePolicy(MaintenanceConfig.parse(settings)));
const clean = (settings: Record<string, string>) => cleaner(settings).clean({ isRehearsal: false });
const ids = async (table: string) =>
  (await database.query<{ id: number }>(`SELECT id FROM ${table} ORDER BY id`)).map(({ id }) => id);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Ended one a day, the newest today; each with a pack, a task and an event. */
async function addExecutions(count: number, status = 'completed'): Promise<void> {
  await database.query(
    `INSERT INTO execution (action, parameters, requested_by, status, request_digest, created_at, finished_at)
     SELECT 'core.install_packs', '{}', 'ada', $2, 'x', now(), CASE WHEN $2 = 'running' THEN NULL
       ELSE now() - make_interval(days => $1 - nth) END
     FROM generate_series(1, $1::integer) AS nth`,
    [count, status],
  );
  await database.query(
    `INSERT INTO execution_pack (execution_id, origin, source_text, source)
       SELECT id, 'request', 'slack', '{}' FROM execution;
     INSERT INTO task (execution_id, stage, execution_pack_id) SELECT execution_id, 'download', id FROM execution_pack
       ON CONFLICT DO NOTHING;
     INSERT INTO execution_event (execution_id, sequence, type, data)
       SELECT id, 1, 'status', '{}' FROM execution ON CONFLICT DO NOTHING`,
  );
}

async function addVersion(executionId: number): Promise<void> {
  await database.query(
    `WITH made AS (INSERT INTO pack (ref) VALUES ('slack') RETURNING id)
     INSERT INTO pack_version (pack_id, version, format, digest, manifest, source, storage_path, execution_id)
     SELECT id, '1.0.0', 'attune', 'sha256:0', '{}', '{}', 'slack/1.0.0-0', $1 FROM made`,
    [executionId],
  );
}

describe('executions', () => {
  it('beyond the number go, with all that belongs to them', async () => {
    await addExecutions(10);
    expect(await clean({ PACKYARD_KEEP_EXECUTIONS: '4' })).toMatchObject({ executions: 6 });
    expect(await ids('execution')).toEqual([7, 8, 9, 10]);
    for (const table of ['execution_pack', 'task', 'execution_event'])
      expect(await database.query(`SELECT FROM ${table}`)).toHaveLength(4);
  });

  it('older than the age go', async () => {
    await addExecutions(10);
    await clean({ PACKYARD_KEEP_EXECUTION_DAYS: '3' });
    expect(await ids('execution')).toEqual([8, 9, 10]);
  });

  it('that have not ended stay, and so do those whose versions are installed or kept, or in a generation', async () => {
    await addExecutions(3, 'running');
    await addExecutions(9);
    await addVersion(5);
    await database.query(`INSERT INTO generation (id, actor, reason, execution_id) VALUES (1, 'ada', 'installed', 6)`);
    await database.query(
      `INSERT INTO archived_version (ref, version, digest, storage_path, snapshot, execution_id)
       VALUES ('slack', '0.9.0', 'x', 'y', '{"version": {"execution_id": 7}}', 8)`,
    );
    await clean({ PACKYARD_KEEP_EXECUTIONS: '1' });
    expect(await ids('execution')).toEqual([1, 2, 3, 5, 6, 7, 8, 12]);
  });

  it('are counted in a rehearsal, and nothing goes', async () => {
    await addExecutions(10);
    const rehearsed = await cleaner({ PACKYARD_KEEP_EXECUTIONS: '4' }).clean({ isRehearsal: true });
    expect(rehearsed).toMatchObject({ executions: 6 });
    expect(await ids('execution')).toHaveLength(10);
  });

  it('are deleted once by several processes at once, around what others have locked', async () => {
    await addExecutions(1000);
    const holder = dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM execution WHERE id = 3 FOR UPDATE');
    const settings = { PACKYARD_KEEP_EXECUTIONS: '100', PACKYARD_KEEP_EXECUTION_DAYS: '36500' };
    const counts = await Promise.all([1, 2, 3].map(() => clean(settings)));
    expect(await ids('execution')).toEqual([3, ...range(901, 1000)]);
    expect(counts.reduce((sum, { executions }) => sum + executions, 0)).toBe(899);
    await holder.rollbackTransaction();
    await holder.release();
    await clean(settings);
    expect(await ids('execution')).toEqual(range(901, 1000));
  });
});

describe('other rows', () => {
  it('of the audit go by number and by age', async () => {
    await database.query(
      `INSERT INTO audit_event (actor, action, subject, created_at)
       SELECT 'ada', 'pack.enable', 'pack slack', now() - make_interval(days => 500 - nth) FROM generate_series(1, 500) AS nth`,
    );
    await clean({ PACKYARD_KEEP_AUDIT_DAYS: '365' });
    expect((await ids('audit_event'))[0]).toBe(136);
    await clean({ PACKYARD_KEEP_AUDIT_EVENTS: '10' });
    expect(await ids('audit_event')).toEqual(range(491, 500));
  });

  it('of tests go by number for each pack, but the last with each installed version', async () => {
    await addExecutions(1);
    await addVersion(1);
    await database.query(
      `INSERT INTO pack_test (ref, version, trigger, report)
       SELECT ref, version, 'manual', '{}' FROM generate_series(1, 4),
         (VALUES ('slack', '1.0.0'), ('slack', '2.0.0'), ('mail', '1.0.0')) AS pack (ref, version)
       ORDER BY ref DESC, version`,
    );
    await clean({ PACKYARD_KEEP_PACK_TESTS: '2' });
    // Of slack 1.0.0 the fourth, as it is installed; the last two of slack, which are of 2.0.0; the last two of mail.
    expect(await ids('pack_test')).toEqual([4, 7, 8, 11, 12]);
  });

  it('of environments that are not built go when nothing refers to them', async () => {
    await addExecutions(1);
    await database.query(
      `INSERT INTO environment (runtime, fingerprint, request, status, path)
       VALUES ('python', 'a', '{}', 'pending', NULL), ('python', 'b', '{}', 'pending', NULL), ('python', 'c', '{}', 'ready', 'x');
       INSERT INTO execution_pack_environment (execution_pack_id, environment_id) VALUES (1, 2)`,
    );
    await clean({});
    expect(await ids('environment')).toEqual([2, 3]);
  });

  it('of tokens of users go when they have expired, and of sessions a day later', async () => {
    await database.query(
      `INSERT INTO account (name) VALUES ('ada');
       INSERT INTO account_token (hash, account_id, expires_at) VALUES ('a', 1, now() - interval '1 second'),
         ('b', 1, now() + interval '1 hour')`,
    );
    await database.query(
      `INSERT INTO api_token (name, scope, hash, kind, session, account_id, expires_at)
       SELECT 'ada', 'read', until::bytea, kind, 'a7a7a7a7-0000-0000-0000-000000000000', 1, now() + until::interval
       FROM (VALUES ('access', '-25 hours'), ('access', '-23 hours'), ('refresh', '1 hour')) AS one (kind, until)`,
    );
    expect(await clean({})).toMatchObject({ sessions: 1, user_tokens: 1 });
    expect(await database.query('SELECT FROM account_token')).toHaveLength(1);
    const kept = await database.query<{ kind: string }>('SELECT kind FROM api_token ORDER BY kind');
    expect(kept.map(({ kind }) => kind)).toEqual(['access', 'refresh']);
  });

  it('of what webhooks were told go by number, by age, and with their webhook', async () => {
    await database.query(
      `INSERT INTO webhook (url, sealed, events, description, created_by, is_enabled)
       VALUES ('https://a.example', '', '{*}', '', 'ada', true), ('https://b.example', '', '{*}', '', 'ada', false)`,
    );
    await database.query(
      `INSERT INTO webhook_delivery (webhook_id, message_id, type, payload, status, created_at)
       SELECT CASE WHEN nth = 25 THEN 3 WHEN nth % 2 = 0 THEN 2 ELSE 1 END, 'msg_' || nth, 'pack.enable', '{}',
         CASE WHEN nth % 2 = 0 THEN 'pending' ELSE 'delivered' END, now() - make_interval(days => 30 - nth)
       FROM generate_series(1, 30) AS nth`,
    );
    const settings = { PACKYARD_KEEP_WEBHOOK_DELIVERY_DAYS: '20', PACKYARD_KEEP_WEBHOOK_DELIVERIES: '1000' };
    expect(await cleaner(settings).clean({ isRehearsal: true })).toMatchObject({ webhook_deliveries: 11 });
    expect(await ids('webhook_delivery')).toHaveLength(30);
    expect(await clean(settings)).toMatchObject({ webhook_deliveries: 11 });
    // Webhook 3, to which the 25th belongs, is none any more; the second is disabled, and what waits for it has an age too.
    expect(await ids('webhook_delivery')).toEqual([...range(11, 24), ...range(26, 30)]);
    expect(await clean({ PACKYARD_KEEP_WEBHOOK_DELIVERIES: '4' })).toMatchObject({ webhook_deliveries: 15 });
    expect(await ids('webhook_delivery')).toEqual(range(27, 30));
  });
});

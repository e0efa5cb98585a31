import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { WebhookDeliveryRepository } from './webhook-delivery.repository';

describe('deliveries of webhooks', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    // What PostgreSQL chooses by itself when it knows little of the table, as after many events at once.
    const name = new URL(database.url).pathname.slice(1);
    for (const way of ['hashjoin', 'mergejoin', 'hashagg', 'sort', 'material', 'memoize']) {
      await database.query(`ALTER DATABASE ${name} SET enable_${way} = off`);
    }
    dataSource = await createDataSource(database.url).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('are claimed a few at a time, however PostgreSQL goes about it', async () => {
    const [webhook] = await database.query<{ id: number }>(
      `INSERT INTO webhook (url, sealed, events, description, created_by) VALUES ('https://x.test', '', '{}', '', 'ada') RETURNING id`,
    );
    await database.query(
      `INSERT INTO webhook_delivery (webhook_id, message_id, type, payload)
       SELECT $1, 'msg_' || number, 'pack.enable', '{}' FROM generate_series(1, 200) number`,
      [webhook?.id],
    );
    const deliveries = new WebhookDeliveryRepository(dataSource);
    const claimed = await deliveries.claim(webhook?.id ?? 0, 4, 60);
    expect(claimed.map(({ messageId }) => messageId).sort()).toEqual(['msg_1', 'msg_2', 'msg_3', 'msg_4']);
    expect(claimed.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
    expect(await deliveries.claim(webhook?.id ?? 0, 4, 60)).toHaveLength(4);
  });
});

import { Logger } from '@nestjs/common';
import { ExecutionId } from '@packyard/contracts';
import { ListeningSession } from '@packyard/pipeline';
import { createTestDatabase, eventually, type TestDatabase } from '@packyard/testing';
import { SharedCounts } from './http/rate-limit/shared-counts';
import { Notifications } from './notifications';
import { EventFeed } from './pack-api/events/event-feed';

const WINDOW_MS = 3600_000;

describe('Notifications', () => {
  let database: TestDatabase;
  let all: Notifications[];

  beforeEach(async () => {
    database = await createTestDatabase();
    all = [0, 1].map(() => new Notifications(new ListeningSession(database.url)));
  });
  afterEach(async () => {
    for (const notifications of all) await notifications.onModuleDestroy();
    await database.drop();
  });

  it('let gateways on one database count requests together, also after the connection was lost', async () => {
    const counts = all.map((notifications) => new SharedCounts(notifications, WINDOW_MS));
    for (const notifications of all) await notifications.onModuleInit();
    const [one, other] = counts as [SharedCounts, SharedCounts];
    for (let i = 0; i < 20; i += 1) count(one);
    await eventually(() => expect(count(other)).toBeGreaterThan(20));
    await loseConnections();
    const before = count(other);
    await eventually(() => {
      for (let i = 0; i < 20; i += 1) count(one);
      expect(count(other)).toBeGreaterThan(before + 20);
    });
    for (const each of counts) each.onModuleDestroy();
  });

  it('wake who waits for an execution, and everybody after the connection was lost', async () => {
    const [notifications] = all as [Notifications];
    const feed = new EventFeed(notifications);
    await notifications.onModuleInit();
    const woken: string[] = [];
    feed.subscribeToEnd(ExecutionId.parse(1), () => woken.push('one'));
    feed.subscribeToEnd(ExecutionId.parse(2), () => woken.push('two'));
    await end(2);
    await eventually(() => expect(woken).toEqual(['two']));
    await loseConnections();
    await eventually(() => expect(woken).toEqual(['two', 'one', 'two']));
    await end(1);
    await eventually(() => expect(woken).toEqual(['two', 'one', 'two', 'one']));
    feed.onModuleDestroy();
    expect(feed.isShuttingDown).toBe(true);
  });

  it('wake who follows an execution once for the events of a moment, and at once when it has ended', async () => {
    const [notifications] = all as [Notifications];
    const feed = new EventFeed(notifications);
    await notifications.onModuleInit();
    const woken = [0, 0];
    let ends = 0;
    for (const number of [0, 1])
      feed.subscribe(ExecutionId.parse(number + 1), () => (woken[number] = (woken[number] ?? 0) + 1));
    feed.subscribeToEnd(ExecutionId.parse(2), () => (ends += 1));
    for (let event = 0; event < 10; event += 1) await database.query(`SELECT pg_notify('execution_event', '1')`);
    await eventually(() => expect(woken[0]).toBeGreaterThan(0));
    expect(woken[0]).toBeLessThan(10);
    expect([woken[1], ends]).toEqual([0, 0]);
    await end(2);
    await eventually(() => expect([woken[1], ends]).toEqual([1, 1]));
    feed.end();
  });

  it('are not listened for again once the gateway has ended, though their connection was lost before', async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const [ending, staying] = all as [Notifications, Notifications];
    const heard: unknown[] = [];
    staying.listen('execution_event', (payload) => heard.push(payload));
    for (const notifications of all) await notifications.onModuleInit();
    await loseConnections();
    await ending.onModuleDestroy();
    // By then the other one would be back, too.
    await eventually(() => expect(heard).toHaveLength(1));
    await expect(connections()).resolves.toBe(1);
    jest.restoreAllMocks();
  });

  const end = (id: number) => database.query(`SELECT pg_notify('execution_end', '${id}')`);

  async function connections(): Promise<number> {
    const [row] = await database.query<{ count: string }>(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'packyard-notifications'`,
    );
    return Number(row?.count);
  }

  async function loseConnections(): Promise<void> {
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'packyard-notifications'`,
    );
  }
});

function count(counts: SharedCounts): number {
  let current = 0;
  counts.incr('reads a', (_error, result) => (current = result?.current ?? 0), WINDOW_MS, 100);
  return current;
}

import { createServer } from 'node:http';
import { migrate } from '@packyard/schema';
import { eventually, listenOnLoopback, type TestDatabase } from '@packyard/testing';
import type { App } from './support/service';
import { TestFixture } from './support/test-fixture';

const APPS: readonly App[] = ['gateway', 'downloader', 'resolver', 'env-builder', 'registrar'];
const SECONDS = '8';
const EXIT_SCHEMA = 2;

/** What was done to a migrated database, and what every process says about it. */
const KINDS: Record<string, { spoil: string; says: RegExp }> = {
  unmigrated: { spoil: 'DROP TABLE schema_migration', says: /no tables of Packyard yet/ },
  older: {
    spoil: 'DELETE FROM schema_migration WHERE id = (SELECT max(id) FROM schema_migration)',
    says: /older than this version: it lacks \w+/,
  },
  newer: {
    spoil: `INSERT INTO schema_migration (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    says: /newer than this version, which does not know FromTheFuture9999999999999/,
  },
};

describe.each(Object.entries(KINDS))('a database that is %s', (_kind, { spoil, says }) => {
  const fixture = new TestFixture();
  let database: TestDatabase;

  beforeAll(async () => {
    database = await fixture.anotherDatabase();
    await database.query(spoil);
  });

  it('is noticed by every process: a sentence, 503, no work, and an exit code of its own', async () => {
    await Promise.all(APPS.map((app) => expectNoticed(app)));
  });

  async function expectNoticed(app: App): Promise<void> {
    const port = await freePort();
    const service = await fixture.make({
      databaseUrl: database.url,
      environment: { PACKYARD_PORT: port, PACKYARD_HEALTH_PORT: port, PACKYARD_START_SECONDS: SECONDS },
    });
    service.spawn(app);
    await eventually(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/health/ready`);
      expect([app, response.status]).toEqual([app, 503]);
      expect(await response.json()).toMatchObject({ code: 'SCHEMA_MISMATCH', message: expect.stringMatching(says) });
    }, 60_000);
    expect([app, (await fetch(`http://127.0.0.1:${port}/health/live`)).status]).toEqual([app, 200]);
    expect([app, ...(await service.exited())]).toEqual([app, EXIT_SCHEMA]);
    const log = service.log.join('').trim();
    expect(log).not.toMatch(/ready http|is ready/);
    expect(log).toMatch(says);
    expect(log.split('\n').at(-1)).toContain('npm run migrate');
    expect(log).not.toMatch(/^ +at /m);
  }
});

describe('a database', () => {
  const fixture = new TestFixture();

  it('that is migrated while a process waits for it is used', async () => {
    const database = await fixture.anotherDatabase();
    await database.query(KINDS['newer']!.spoil);
    await expect(migrate(database.url)).rejects.toMatchObject({ code: 'SCHEMA_MISMATCH' });
    const service = await fixture.make({ databaseUrl: database.url, environment: { PACKYARD_START_SECONDS: '300' } });
    service.spawn('standalone');
    await eventually(() => expect(service.log.join('')).toMatch(KINDS['newer']!.says), 60_000);
    await database.query(`DELETE FROM schema_migration WHERE name LIKE 'FromTheFuture%'`);
    await service.ready();
    await service.stop();
  });

  it('that a newer version migrates meanwhile makes a process unready, with the reason', async () => {
    const service = await fixture.start({ layout: 'standalone' });
    const ready = (await (await service.request('/health/ready')).json()) as object;
    expect(ready).toMatchObject({
      status: 'ok',
      free_bytes: expect.any(Number),
      stages: ['download', 'resolve', 'build', 'register'].map((stage) => ({ stage, workers: 1 })),
    });
    await fixture.database.query(KINDS['newer']!.spoil);
    // What was known a second ago may be told once more.
    await eventually(async () => {
      const response = await service.request('/health/ready');
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: 'SCHEMA_MISMATCH' });
    });
    await fixture.database.query(`DELETE FROM schema_migration WHERE name LIKE 'FromTheFuture%'`);
    await eventually(async () => expect((await service.request('/health/ready')).status).toBe(200));
  });
});

async function freePort(): Promise<string> {
  const server = await listenOnLoopback(createServer());
  await server.close();
  return String(server.port);
}

import 'reflect-metadata';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { ExecutionId } from '@packyard/contracts';
import { SchemaModule } from '@packyard/schema';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import { TaskStarter } from '../queue/task-starter';
import { ExecutionCompletion } from './execution-completion';
import { Reconciler } from './reconciler';

const BUSY_MS = 20;
const TRIES = 10;
// What PostgreSQL says when its disk is full, of the first of several statements that are sent together.
const NO_ROOM = `
  CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room' USING ERRCODE = '53100'; END $$;
  CREATE TRIGGER no_room BEFORE INSERT ON task FOR EACH ROW EXECUTE FUNCTION no_room()`;

describe('Reconciler', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;

  beforeAll(async () => {
    database = await createTestDatabase();
    @Module({})
    class Reconciling {}
    const starter = { stagesWithRoom: () => Promise.resolve(new Set()), startOrQueue: () => Promise.resolve() };
    const module = {
      module: Reconciling,
      imports: [SchemaModule.forRoot(database.url)],
      providers: [
        Reconciler,
        { provide: ExecutionCompletion, useValue: {} },
        { provide: TaskStarter, useValue: starter },
      ],
    };
    app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('tells why it failed, however late it gets to read the answers', async () => {
    const [row] = await database.query<{ id: ExecutionId }>(
      `WITH made AS (
         INSERT INTO execution (action, parameters, status, requested_by, request_digest)
         VALUES ('core.install_packs', '{}', 'requested', 'ada', 'x') RETURNING id)
       INSERT INTO execution_pack (execution_id, origin, source_text, source)
       SELECT id, 'request', 'slack', '{}' FROM made RETURNING execution_id AS id`,
    );
    await database.query(NO_ROOM);
    const codes: unknown[] = [];
    for (let each = 0; each < TRIES; each += 1) {
      const stop = beBusy();
      await app
        .get(Reconciler)
        .run(row!.id)
        .catch((error: unknown) => codes.push((error as { driverError?: { code: string } }).driverError?.code));
      stop();
    }
    expect(codes).toEqual(new Array(TRIES).fill('53100'));
  });
});

/** Then several answers are read at once. */
function beBusy(): () => void {
  const timer = setInterval(() => {
    const until = performance.now() + BUSY_MS;
    while (performance.now() < until);
  }, 0);
  return () => clearInterval(timer);
}

import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { aPack, eventually } from '@packyard/testing';
import { type App, LAYOUTS, type Service, type Worker } from './support/service';
import { type Moment, standstills } from './support/stage-standstills';
import { TestFixture } from './support/test-fixture';

const WORKER_OF: Record<Moment, Worker> = {
  download: 'downloader',
  resolve: 'resolver',
  build: 'env-builder',
  register: 'registrar',
  commit: 'registrar',
};
const MOMENTS = Object.keys(WORKER_OF) as Moment[];

describe.each(LAYOUTS)('after kill -9 in the middle of a stage (%s)', (layout) => {
  const fixture = new TestFixture();
  const make = standstills(fixture);
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start({ layout });
  });

  it.each(MOMENTS)('%s: the execution ends, once, with the pack enabled and nothing left behind', async (moment) => {
    const ref = `survivor-${moment}`;
    const victim: App = layout === 'standalone' ? 'standalone' : WORKER_OF[moment];
    const standstill = await make[moment](ref);
    const { id } = await service.submit(standstill.packs, standstill.parameters);
    await eventually(() => standstill.reached());

    await service.kill(victim);
    expect(existsSync(fixture.path('home/packs', ref))).toBe(false);
    await standstill.letGo();
    service.spawn(victim);
    if (layout === 'standalone') await service.ready();

    const execution = await service.ended(id);
    expect(execution.packs.map(({ pack_ref, status, error }) => [pack_ref, status, error])).toContainEqual([
      ref,
      'completed',
      null,
    ]);
    expect(execution.status).toBe('completed');
    expect(readlinkSync(fixture.path('home/packs', ref))).toMatch(new RegExp(`store/packs/${ref}/1.0.0-`));
    expect(readdirSync(fixture.path('home/store/packs', ref))).toHaveLength(1);
    expect(await service.pack(ref)).toMatchObject({ version: '1.0.0', versions: ['1.0.0'] });
    await eventually(() => expect(readdirSync(fixture.path('home/staging'))).toEqual([]));
    await expectEachEndedOnce(id);
  });

  it('an execution that can not be continued ends as failed, with the reason, and keeps no other waiting', async () => {
    const [broken] = await fixture.database.query<{ id: number }>(
      `WITH made AS (
         INSERT INTO execution (action, parameters, status, requested_by, request_digest)
         VALUES ('core.no_such_action', '{}', 'running', 'nobody', 'x') RETURNING id)
       INSERT INTO execution_pack (execution_id, origin, source_text, source, stage, status)
       SELECT id, 'request', 'stuck', '{}', 'build', 'pending' FROM made RETURNING execution_id AS id`,
    );
    aPack('neighbour').writeTo(fixture.path('neighbour'));
    expect((await service.install([fixture.path('neighbour')])).status).toBe('completed');
    await eventually(async () =>
      expect(
        await fixture.database.query(
          `SELECT status, result ->> 'code' AS code, (SELECT error ->> 'code' FROM execution_pack
             WHERE execution_id = execution.id) AS pack FROM execution WHERE id = $1`,
          [broken?.id],
        ),
      ).toEqual([{ status: 'failed', code: 'INTERNAL', pack: 'INTERNAL' }]),
    );
  });

  async function expectEachEndedOnce(id: number): Promise<void> {
    const ends = await fixture.database.query<{ count: string }>(
      `SELECT count(*) FROM execution_event WHERE execution_id = $1 AND data ->> 'type' = 'status' AND data ->> 'status' = 'completed'`,
      [id],
    );
    expect(ends[0]?.count).toBe('1');
    const live = await fixture.database.query(
      `SELECT id FROM task WHERE execution_id = $1 AND status IN ('pending', 'running')`,
      [id],
    );
    expect(live).toEqual([]);
  }
});

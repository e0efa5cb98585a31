import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import type { Stage } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import { Client } from 'pg';
import { type App, LAYOUTS, type Service, type Worker } from './support/service';
import { TestFixture } from './support/test-fixture';

/** Makes a stage of one pack stand still: what the request is, how to see that it stands, and how to let it go. */
interface Standstill {
  packs: string[];
  parameters?: Record<string, unknown>;
  reached(): void | Promise<void>;
  letGo(): Promise<void>;
}

/** Each stage; and, of the last one, what comes after the content was published and before the rows are committed. */
type Moment = Stage | 'commit';

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

  const make: Record<Moment, (ref: string) => Standstill | Promise<Standstill>> = {
    download: (ref) => {
      aPack(ref).asTarball(fixture.path(`www/${ref}.tgz`));
      return heldRequest(`/${ref}.tgz`, [`${fixture.files.url}/${ref}.tgz`]);
    },
    resolve: (ref) => {
      const needed = `${ref}-needed`;
      aPack(needed).asTarball(fixture.path(`www/${needed}.tgz`));
      const entry = { ref: needed, version: '1.0.0', install_sources: [{ type: 'archive', url: `${needed}.tgz` }] };
      writeFileSync(fixture.path(`www/${ref}.json`), JSON.stringify({ packs: [entry] }));
      const folder = aPack(ref).requiring(needed).writeTo(fixture.path(ref));
      return {
        ...heldRequest(`/${ref}.json`, [folder]),
        parameters: { registry_url: `${fixture.files.url}/${ref}.json` },
      };
    },
    build: (ref) => {
      fixture.addToIndex();
      return heldRequest('/simple/sunrise/', [aPack(ref).withPython('sunrise==1.0.0').writeTo(fixture.path(ref))]);
    },
    // Whoever registers the pack waits for whoever else is registering it.
    register: (ref) =>
      heldStatement(ref, {
        by: `INSERT INTO pack (ref) VALUES ('${ref}')`,
        statement: 'INSERT INTO pack (ref)',
      }),
    commit: async (ref) => {
      const standstill = await heldStatement(ref, {
        by: 'LOCK TABLE generation_change IN ACCESS EXCLUSIVE MODE',
        statement: '%generation_change earlier',
      });
      return {
        ...standstill,
        reached: async () => {
          await standstill.reached();
          expect(readdirSync(fixture.path('home/store/packs', ref))).toHaveLength(1);
        },
      };
    },
  };

  async function heldStatement(ref: string, held: { by: string; statement: string }): Promise<Standstill> {
    const folder = aPack(ref).writeTo(fixture.path(ref));
    const other = new Client({ connectionString: fixture.database.url });
    await other.connect();
    await other.query(`BEGIN; ${held.by}`);
    return {
      packs: [folder],
      reached: async () => {
        const waiting = await fixture.database.query(
          `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '${held.statement}%'`,
        );
        expect(waiting).toHaveLength(1);
      },
      letGo: async () => {
        await other.query('ROLLBACK');
        await other.end();
      },
    };
  }

  function heldRequest(prefix: string, packs: string[]): Standstill {
    const gate = fixture.files.hold(prefix);
    return {
      packs,
      reached: () => expect(gate.waiting()).toBeGreaterThan(0),
      letGo: () => {
        gate.letGo();
        return Promise.resolve();
      },
    };
  }
});

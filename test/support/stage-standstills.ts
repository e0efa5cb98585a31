import { readdirSync, writeFileSync } from 'node:fs';
import type { Stage } from '@packyard/contracts';
import { aPack } from '@packyard/testing';
import { Client } from 'pg';
import type { TestFixture } from './test-fixture';

/** Makes a stage of one pack stand still: what the request is, how to see that it stands, and how to let it go. */
export interface Standstill {
  packs: string[];
  parameters?: Record<string, unknown>;
  reached: () => void | Promise<void>;
  letGo: () => Promise<void>;
}

/** Each stage; and, of the last one, what comes after the content was published and before the rows are committed. */
export type Moment = Stage | 'commit';

export function standstills(fixture: TestFixture): Record<Moment, (ref: string) => Standstill | Promise<Standstill>> {
  return {
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
}

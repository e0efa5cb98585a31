import { existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import { Client } from 'pg';
import { VersionActor } from './support/version-actor';
import { randomOperations, randomOf } from './support/version-operations';
import { apply, enabledContent, type ModelState, NOTHING, type Operation } from './support/version-model';

const SEQUENCES = 200;
const AT_ONCE = 4;
const OPERATIONS = 12;

/** One sequence of changes, on a database and a home of its own. */
class Sequence {
  private state: ModelState = NOTHING;
  private readonly history: string[] = [];
  private readonly home: string;

  private constructor(
    private readonly places: { database: TestDatabase; client: Client },
    folder: string,
    private readonly seed: number,
  ) {
    this.home = mkdtempSync(join(folder, 'home-'));
  }

  static async run(actor: VersionActor, folder: string, seed: number): Promise<void> {
    const database = await createTestDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const sequence = new Sequence({ database, client }, folder, seed);
    try {
      await sequence.play(actor);
    } catch (error) {
      throw new Error(`Sequence ${seed}:\n${sequence.history.join('\n')}\n${String(error)}`, { cause: error });
    } finally {
      await client.end();
      await database.drop();
      rmSync(sequence.home, { recursive: true, force: true });
    }
  }

  private async play(actor: VersionActor): Promise<void> {
    const random = randomOf(this.seed);
    const killedAt = Math.floor(random() * OPERATIONS);
    await actor.open(this.places.database.url, this.home);
    await this.query("INSERT INTO role (name) VALUES ('users')");
    for (const [index, operation] of randomOperations(random, OPERATIONS).entries()) {
      if (index === killedAt) await this.interrupt(actor, operation, random);
      else await this.carryOut(actor, operation);
      await this.grantEverything();
      await this.check();
    }
    await this.restoreEverything(actor);
  }

  private async query<Row>(sql: string): Promise<Row[]> {
    return (await this.places.client.query(sql)).rows as Row[];
  }

  private async carryOut(actor: VersionActor, operation: Operation): Promise<void> {
    this.history.push(JSON.stringify(operation));
    const answer = await actor.tell(operation);
    const expected = apply(this.state, operation);
    if (typeof expected === 'string') expect(answer).toMatchObject({ code: expected });
    else {
      expect(answer).toHaveProperty('result');
      this.state = expected;
    }
  }

  /** Kills the process somewhere in the middle. What it was doing has happened as a whole, or not at all. */
  private async interrupt(actor: VersionActor, operation: Operation, random: () => number): Promise<void> {
    const afterMs = random() * 25;
    this.history.push(`killed after ${afterMs.toFixed(1)} ms: ${JSON.stringify(operation)}`);
    actor.send(operation);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await actor.kill();
    await actor.open(this.places.database.url, this.home);
    const done = apply(this.state, operation);
    const [{ generation } = { generation: 0 }] = await this.query<{ generation: number }>(
      'SELECT max(id) AS generation FROM generation',
    );
    const installed = await this.installed();
    const isDone =
      typeof done !== 'string' &&
      generation === done.generations.length - 1 &&
      JSON.stringify(installed) === JSON.stringify(sorted(done.installed));
    if (isDone) this.state = done;
    this.history.push(isDone ? 'it was done' : 'it was not done');
  }

  /** All that is promised, whatever happened. */
  private async check(): Promise<void> {
    expect(await this.installed()).toEqual(sorted(this.state.installed));
    expect(await this.enabled()).toEqual(enabledContent(this.state));
    expect(this.reachable()).toEqual(enabledContent(this.state));
    const strays = await this.query(STRAYS);
    expect(strays).toEqual([]);
    const [{ generation } = { generation: -1 }] = await this.query<{ generation: number }>(
      'SELECT max(id) AS generation FROM generation',
    );
    expect(generation).toBe(this.state.generations.length - 1);
  }

  private async restoreEverything(actor: VersionActor): Promise<void> {
    for (const to of this.state.generations.keys()) {
      expect(await actor.tell({ op: 'rollback', to, dryRun: true })).toHaveProperty('result');
    }
    for (const to of [...this.state.generations.keys()].reverse()) {
      await this.carryOut(actor, { op: 'rollback', to });
      await this.check();
    }
  }

  /** ref → version → variant. */
  private async installed(): Promise<Record<string, Record<string, string>>> {
    const rows = await this.query<{ ref: string; version: string; variant: string }>(
      `SELECT pack.ref, version.version, replace(version.manifest ->> 'description', 'variant ', '') AS variant
       FROM pack JOIN pack_version version ON version.pack_id = pack.id`,
    );
    const installed: Record<string, Record<string, string>> = {};
    for (const { ref, version, variant } of rows) (installed[ref] ??= {})[version] = variant;
    return sorted(installed);
  }

  private async enabled(): Promise<Record<string, string>> {
    const rows = await this.query<{ ref: string; content: string }>(
      `SELECT pack.ref, version.version || ' ' || replace(version.manifest ->> 'description', 'variant ', '') AS content
       FROM pack JOIN pack_version version ON version.id = pack.enabled_version_id ORDER BY pack.ref`,
    );
    return Object.fromEntries(rows.map(({ ref, content }) => [ref, content]));
  }

  /** What a reader finds on disk. */
  private reachable(): Record<string, string> {
    const packs = join(this.home, 'packs');
    if (!existsSync(packs)) return {};
    return Object.fromEntries(
      readdirSync(packs)
        .filter((name) => !name.includes('-'))
        .sort()
        .map((ref) => {
          const config = readFileSync(join(packs, ref, 'bundle.yaml'), 'utf8');
          const [, version = ''] = /^version: ["']?([^"'\n]*)/m.exec(config) ?? [];
          const [, variant = ''] = /^description: ["']?variant ([^"'\n]*)/m.exec(config) ?? [];
          expect(readlinkSync(join(packs, ref))).toContain(`/${ref}/${version}-`);
          return [ref, `${version} ${variant}`];
        }),
    );
  }

  private async grantEverything(): Promise<void> {
    await this.query(
      `INSERT INTO role_permission (role_id, pack_id, permission)
       SELECT role.id, version.pack_id, permission.name FROM role, permission
       JOIN pack_version version ON version.id = permission.pack_version_id ON CONFLICT DO NOTHING`,
    );
  }
}

// Anything that stands for a version that is not there.
const STRAYS = `
  SELECT 'rule' AS what, text FROM rule WHERE pack_version_id NOT IN (SELECT id FROM pack_version)
  UNION ALL SELECT 'permission', name FROM permission WHERE pack_version_id NOT IN (SELECT id FROM pack_version)
  UNION ALL SELECT 'component', ref FROM component WHERE pack_version_id NOT IN (SELECT id FROM pack_version)
  UNION ALL SELECT 'pack', ref FROM pack WHERE id NOT IN (SELECT pack_id FROM pack_version)
  UNION ALL SELECT 'version', version FROM pack_version WHERE id NOT IN (SELECT pack_version_id FROM rule)
  UNION ALL SELECT 'grant', permission FROM role_permission held WHERE NOT EXISTS (
    SELECT FROM permission JOIN pack_version version ON version.id = permission.pack_version_id
    WHERE version.pack_id = held.pack_id AND permission.name = held.permission)`;

function sorted<Value>(record: Record<string, Record<string, Value>>): Record<string, Record<string, Value>> {
  const byKey = <T>(entries: [string, T][]) => entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    byKey(Object.entries(record)).map(([ref, versions]) => [ref, Object.fromEntries(byKey(Object.entries(versions)))]),
  );
}

it(`keeps every promise through ${SEQUENCES} random sequences, each with a kill -9 in between`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'packyard-model-'));
  const base = Number(process.env['PACKYARD_TEST_SEED'] ?? Date.now() % 1_000_000);
  const seeds = Array.from({ length: SEQUENCES }, (_, index) => base + index);
  const next = async (): Promise<void> => {
    const actor = new VersionActor();
    try {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) await Sequence.run(actor, folder, seed);
    } finally {
      await actor.kill();
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 900_000);

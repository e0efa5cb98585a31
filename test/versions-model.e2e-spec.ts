import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, scaledRuns, type TestDatabase } from '@packyard/testing';
import { Client } from 'pg';
import { VersionActor } from './support/version-actor';
import { randomOperations, randomOf } from './support/version-operations';
import { apply, enabledContent, type ModelState, NOTHING, type Operation } from './support/version-model';
import { sorted, VersionWitness } from './support/version-witness';

const SEQUENCES = scaledRuns(200);
const AT_ONCE = 4;
const OPERATIONS = 12;

/** One sequence of changes, on a database and a home of its own. */
class Sequence {
  private state: ModelState = NOTHING;
  private readonly history: string[] = [];
  private readonly home: string;
  private readonly witness: VersionWitness;

  private constructor(
    private readonly places: { database: TestDatabase; client: Client },
    folder: string,
    private readonly seed: number,
  ) {
    this.home = mkdtempSync(join(folder, 'home-'));
    this.witness = new VersionWitness(places.client, this.home);
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
    await this.witness.query("INSERT INTO role (name) VALUES ('users')");
    for (const [index, operation] of randomOperations(random, OPERATIONS).entries()) {
      if (index === killedAt) await this.interrupt(actor, operation, random);
      else await this.carryOut(actor, operation);
      await this.grantEverything();
      await this.check();
    }
    await this.restoreEverything(actor);
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
    const generation = await this.witness.currentGeneration();
    const installed = await this.witness.installed();
    const isDone =
      typeof done !== 'string' &&
      generation === done.generations.length - 1 &&
      JSON.stringify(installed) === JSON.stringify(sorted(done.installed));
    if (isDone) this.state = done;
    this.history.push(isDone ? 'it was done' : 'it was not done');
  }

  /** All that is promised, whatever happened. */
  private async check(): Promise<void> {
    expect(await this.witness.installed()).toEqual(sorted(this.state.installed));
    expect(await this.witness.enabled()).toEqual(enabledContent(this.state));
    expect(this.witness.reachable()).toEqual(enabledContent(this.state));
    expect(await this.witness.strays()).toEqual([]);
    expect(await this.witness.currentGeneration()).toBe(this.state.generations.length - 1);
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

  private async grantEverything(): Promise<void> {
    await this.witness.query(
      `INSERT INTO role_permission (role_id, pack_id, permission)
       SELECT role.id, version.pack_id, permission.name FROM role, permission
       JOIN pack_version version ON version.id = permission.pack_version_id ON CONFLICT DO NOTHING`,
    );
  }
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

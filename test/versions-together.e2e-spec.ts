import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, scaledRuns } from '@packyard/testing';
import { Client } from 'pg';
import { type Answer, VersionActor } from './support/version-actor';
import { randomOf, randomOperations } from './support/version-operations';
import { VersionWitness } from './support/version-witness';

const ROUNDS = scaledRuns(10);
const ACTORS = 3;
const OPERATIONS = 40;

/** All work on one database and one home, while another one repairs and prunes without a pause. */
async function playTogether(seed: number, home: string, databaseUrl: string): Promise<(Answer | undefined)[]> {
  const actors = Array.from({ length: ACTORS + 1 }, () => new VersionActor());
  const [keeper, ...others] = actors as [VersionActor, ...VersionActor[]];
  try {
    for (const actor of actors) await actor.open(databaseUrl, home);
    const answers: (Answer | undefined)[] = [];
    const state = { isOver: false };
    const upkeep = (async () => {
      while (!state.isOver) answers.push(await keeper.tell({ op: 'upkeep', keep: 5 }));
    })();
    const changes = others.map(async (actor, index) => {
      const random = randomOf(seed * ACTORS + index);
      const killedAt = index === 0 ? Math.floor(random() * OPERATIONS) : undefined;
      for (const [position, operation] of randomOperations(random, OPERATIONS).entries()) {
        if (position !== killedAt) answers.push(await actor.tell(operation));
        else {
          actor.send(operation);
          await actor.kill();
          await actor.open(databaseUrl, home);
        }
      }
    });
    await Promise.all(changes);
    state.isOver = true;
    await upkeep;
    answers.push(await keeper.tell({ op: 'upkeep', keep: 5 }));
    return answers;
  } finally {
    for (const actor of actors) await actor.kill();
  }
}

it.each(Array.from({ length: ROUNDS }, (_, round) => (Date.now() % 1_000_000) + round))(
  'several who change what is enabled at the same time, and one who is killed, leave nothing broken (%i)',
  async (seed) => {
    const home = mkdtempSync(join(tmpdir(), 'packyard-together-'));
    const database = await createTestDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      const answers = await playTogether(seed, home, database.url);
      const wrong = answers.filter((answer) => answer === undefined || ('code' in answer && ODD.includes(answer.code)));
      expect(wrong).toEqual([]);
      const witness = new VersionWitness(client, home);
      expect(witness.reachable()).toEqual(await witness.enabled());
      expect(await witness.strays()).toEqual([]);
    } finally {
      await client.end();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    }
  },
  600_000,
);

/** Not what somebody may be told whose request is refused. */
const ODD = ['BUG', 'NOT_READY', 'INTERNAL', 'STORE_FAILED'];

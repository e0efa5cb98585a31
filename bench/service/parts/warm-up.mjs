// Before anything counts: code is compiled, connections are open, caches of the database are full.
const ROUNDS = 3;
const PACKS = 20;

export async function warmUp({ client }, origin) {
  origin.latencyMs = 0;
  for (let round = 0; round < ROUNDS; round += 1) await client.install(origin.packs(PACKS));
  for (const pack of origin.packs(PACKS / 2)) await client.install([pack]);
}

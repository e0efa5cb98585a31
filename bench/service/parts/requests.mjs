// Many requests of one new pack each, some at a time.
import { timed } from '../statistics.mjs';

const REQUESTS = 100;
const AT_A_TIME = 8;

export async function measureRequests({ service, origin, options, report, profiling }) {
  const rates = [];
  for (let run = 0; run < options.runs; run += 1) {
    const packs = origin.packs(REQUESTS);
    rates.push((REQUESTS * 1000) / (await timed(() => installAll(service.client, packs))));
  }
  const what = `${REQUESTS} requests of one new pack, ${AT_A_TIME} at a time`;
  report({ what, unit: 'requests/s', values: rates, goal: '≥ 60' });
  await profiling?.('requests', REQUESTS, () => installAll(service.client, origin.packs(REQUESTS)));
}

async function installAll(client, packs) {
  const left = [...packs];
  const work = async () => {
    for (let pack = left.pop(); pack !== undefined; pack = left.pop()) await client.install([pack]);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
}

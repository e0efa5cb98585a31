// A submission beside a bare route that inserts one row into the same PostgreSQL, in turn: while nothing else happens, and
// at a steady rate, with the service working on what was submitted.
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { median, percentile, timed } from '../statistics.mjs';
import { saying, startChild } from '../test-bed/child.mjs';
import { Client } from '../test-bed/client.mjs';
import { ask } from '../test-bed/postgres.mjs';

const WARM_UP = 50;
const BARE_ROUTE = fileURLToPath(new URL('../test-bed/bare-route.mjs', import.meta.url));

export async function measureSubmissions({ service, origin, options, report }) {
  const packs = origin.packs(1);
  await service.client.install(packs);
  const bare = await startBareRoute(service);
  try {
    const sides = { service, bare: bare.client, packs };
    await quietly(sides, WARM_UP);
    const quiet = [];
    const steady = [];
    for (let run = 0; run < options.runs; run += 1) {
      quiet.push(await quietly(sides, options.samples));
      steady.push(await steadily(sides, options));
    }
    reportSides(report, 'idle service', quiet);
    reportSides(report, `${options.rate} a second`, steady);
  } finally {
    await bare.stop();
  }
}

/** One after the other; each execution has ended before the other side's turn. */
async function quietly({ service, bare, packs }, samples) {
  const times = { ours: [], theirs: [] };
  for (let sample = 0; sample < samples; sample += 1) {
    let id;
    times.ours.push(await timed(async () => (id = await service.client.submit(packs))));
    await service.client.end(id);
    if ((await service.client.execution(id)).status !== 'completed') throw new Error(`Execution ${id} failed.`);
    times.theirs.push(await timed(() => bare.call('/rows', { packs })));
  }
  return times;
}

/** Both sides in turn, on time, whether or not what came before is answered. */
async function steadily({ service, bare, packs }, { samples, rate }) {
  const times = { ours: [], theirs: [] };
  const ids = [];
  const calls = [];
  const startedAt = performance.now();
  for (let round = 0; round < samples * 2; round += 1) {
    await delay(Math.max(0, startedAt + (round * 500) / rate - performance.now()));
    const ours = async () => ids.push(await service.client.submit(packs));
    if (round % 2 === 0) calls.push(timed(ours).then((time) => times.ours.push(time)));
    else calls.push(timed(() => bare.call('/rows', { packs })).then((time) => times.theirs.push(time)));
  }
  await Promise.all(calls);
  for (const id of ids) {
    await service.client.end(id);
    if ((await service.client.execution(id)).status !== 'completed') throw new Error(`Execution ${id} failed.`);
  }
  return times;
}

function reportSides(report, when, runs) {
  for (const [name, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ]) {
    const of = (side) => runs.map((times) => (share === 0.5 ? median(times[side]) : percentile(times[side], share)));
    const [ours, theirs] = [of('ours'), of('theirs')];
    report({ what: `submission, ${when}, ${name}`, unit: 'ms', values: ours });
    report({ what: `bare route, ${when}, ${name}`, unit: 'ms', values: theirs });
    const ratios = ours.map((time, run) => time / theirs[run]);
    const goal = share === 0.99 ? '≤ 1.5' : '';
    report({ what: `submission against bare route, ${when}, ${name}`, unit: 'times', values: ratios, goal });
  }
}

async function startBareRoute({ databaseUrl }) {
  const url = new URL(databaseUrl);
  url.pathname = '/bare';
  await ask(databaseUrl, 'DROP DATABASE IF EXISTS bare WITH (FORCE)');
  await ask(databaseUrl, 'CREATE DATABASE bare');
  const environment = { PATH: process.env.PATH, DATABASE_URL: url.href };
  const route = startChild(process.execPath, [BARE_ROUTE], { env: environment });
  const [, address] = await saying(route, /^bare route ready (\S+)$/m);
  const client = new Client(address);
  const stop = async () => {
    client.close();
    await route.stop();
  };
  return { client, stop };
}

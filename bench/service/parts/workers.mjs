// More of each worker on one request: a service for each number, one after another, in changing order.
import { timed } from '../statistics.mjs';
import { warmUp } from './warm-up.mjs';

const PACKS = 200;
const LATENCIES_MS = [0, 200];

export async function measureWorkers({ services, origin, options, report }) {
  const rates = new Map();
  const of = (latency, workers) => {
    const key = `${latency} ${workers}`;
    if (!rates.has(key)) rates.set(key, []);
    return rates.get(key);
  };
  for (let run = 0; run < options.runs; run += 1) {
    const order = run % 2 === 0 ? options.workers : [...options.workers].reverse();
    for (const workers of order) {
      for (const [latency, rate] of await measureOne({ services, origin }, workers)) of(latency, workers).push(rate);
    }
  }
  for (const latency of LATENCIES_MS) {
    const origins = latency === 0 ? '' : ` from an origin that takes ${latency} ms`;
    for (const workers of options.workers) {
      report({
        what: `${PACKS} packs${origins}, ${workers} of each worker`,
        unit: 'packs/s',
        values: of(latency, workers),
      });
    }
    for (const workers of options.workers.slice(1)) {
      const values = of(latency, workers).map((rate, run) => rate / of(latency, options.workers[0])[run]);
      const goal = workers === 4 ? (latency === 0 ? '≥ 1.6' : '≥ 3.2') : '';
      const what = `${workers} of each worker${origins}, against ${options.workers[0]}`;
      report({ what, unit: 'times', values, goal });
    }
  }
}

async function measureOne({ services, origin }, workers) {
  const service = await services.start('processes', workers);
  try {
    await warmUp(service, origin);
    const rates = [];
    for (const latency of LATENCIES_MS) {
      const packs = origin.packs(PACKS);
      origin.latencyMs = latency;
      const rate = (PACKS * 1000) / (await timed(() => service.client.install(packs)));
      process.stderr.write(`workers: ${workers} of each, latency ${latency} ms: ${rate.toFixed(2)} packs/s\n`);
      rates.push([latency, rate]);
    }
    return rates;
  } finally {
    origin.latencyMs = 0;
    await service.stop();
  }
}

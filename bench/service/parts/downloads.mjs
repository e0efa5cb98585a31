// Twenty packs from an origin that takes its time: in one request, and one after another.
import { timed } from '../statistics.mjs';

const PACKS = 20;
const LATENCY_MS = 200;

export async function measureDownloads({ service, origin, options, report }) {
  const [together, inTurn] = [[], []];
  origin.latencyMs = LATENCY_MS;
  try {
    for (let run = 0; run < options.runs; run += 1) {
      const [some, others] = [origin.packs(PACKS), origin.packs(PACKS)];
      together.push(await timed(() => service.client.install(some)));
      inTurn.push(
        await timed(async () => {
          for (const pack of others) await service.client.install([pack]);
        }),
      );
    }
  } finally {
    origin.latencyMs = 0;
  }
  const where = `from an origin that takes ${LATENCY_MS} ms`;
  report({ what: `${PACKS} packs ${where}, in one request`, unit: 's', values: together.map(toSeconds) });
  report({ what: `${PACKS} packs ${where}, in one request each, in turn`, unit: 's', values: inTurn.map(toSeconds) });
  const ratios = inTurn.map((time, run) => time / together[run]);
  report({ what: `times as fast in one request`, unit: 'times', values: ratios, goal: '≥ 10' });
}

function toSeconds(milliseconds) {
  return milliseconds / 1000;
}

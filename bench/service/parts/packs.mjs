// Many new packs in one request, and whether more of them cost more each.
import { timed } from '../statistics.mjs';

export async function measurePacks({ service, origin, options, report, profiling }) {
  const sizes = options.sizes;
  const times = sizes.map(() => []);
  for (let run = 0; run < options.runs; run += 1) {
    for (const [index, size] of sizes.entries()) {
      const packs = origin.packs(size);
      times[index].push(await timed(() => service.client.install(packs)));
    }
  }
  for (const [index, size] of sizes.entries()) {
    const rates = times[index].map((time) => (size * 1000) / time);
    report({
      what: `${size} new packs in one request`,
      unit: 'packs/s',
      values: rates,
      goal: size === 100 ? '≥ 100' : '',
    });
  }
  const [small, large] = [sizes[0], sizes.at(-1)];
  if (small !== large) {
    const ratios = times.at(-1).map((time, run) => time / times[0][run]);
    report({
      what: `time of ${large} packs in one request, against ${small}`,
      unit: 'times',
      values: ratios,
      goal: '≤ 6',
    });
  }
  await profiling?.('packs', small, () => service.client.install(origin.packs(small)));
}

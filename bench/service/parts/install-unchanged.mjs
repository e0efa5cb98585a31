// Installing what is installed already: following the events, and beside it asking again and again.
import { median, percentile } from '../statistics.mjs';

const POLL_EVERY_MS = 100;

export async function measureUnchanged({ service, origin, options, report }) {
  const packs = origin.packs(1);
  await service.client.install(packs);
  const figures = { p50: [], p95: [], polled50: [], polled95: [], polls: [] };
  for (let run = 0; run < options.runs; run += 1) {
    const [followed, polled, polls] = [[], [], []];
    for (let sample = 0; sample < options.samples; sample += 1) {
      followed.push(await service.client.install(packs));
      const asked = await service.client.installPolling(packs, POLL_EVERY_MS);
      polled.push(asked.milliseconds);
      polls.push(asked.polls);
    }
    figures.p50.push(median(followed));
    figures.p95.push(percentile(followed, 0.95));
    figures.polled50.push(median(polled));
    figures.polled95.push(percentile(polled, 0.95));
    figures.polls.push(polls.reduce((total, count) => total + count, 0) / polls.length);
  }
  const what = 'unchanged install';
  report({ what: `${what}, p50`, unit: 'ms', values: figures.p50, goal: '≤ 60' });
  report({ what: `${what}, p95`, unit: 'ms', values: figures.p95 });
  report({ what: `${what}, asking every ${POLL_EVERY_MS} ms, p50`, unit: 'ms', values: figures.polled50 });
  report({ what: `${what}, asking every ${POLL_EVERY_MS} ms, p95`, unit: 'ms', values: figures.polled95 });
  report({ what: `${what}, how often it is asked then`, unit: 'requests', values: figures.polls });
}

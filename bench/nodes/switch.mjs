// All enabled packs of a node get another version, whose content it has.
import { addPacks, enablePacks, installSeed } from './rows.mjs';
import { median, seconds, timed } from './fleet.mjs';

const SWITCHES = 7;
const GOAL_MS = 1000;

export async function measureSwitch(fleet, { packs }) {
  await fleet.start({ store: true });
  await installSeed(fleet);
  await addPacks(fleet, packs);
  const agent = await fleet.startAgent('switching', SWITCHES + 2);
  const show = async (version) => {
    await enablePacks(fleet, version, packs);
    const committedAt = performance.now();
    await fleet.shown(agent);
    return performance.now() - committedAt;
  };
  const first = await timed(() => show('1.0.0'));
  const second = await timed(() => show('2.0.0'));
  const times = [];
  for (let at = 0; at < SWITCHES; at += 1) times.push(await show(at % 2 === 0 ? '1.0.0' : '2.0.0'));
  const most = Math.max(...times);
  return [
    [`${packs} small packs fetched, and shown: twice`, `${seconds(first)}, ${seconds(second)}`],
    [`all of them switched, of ${SWITCHES} times: median / most`, `${seconds(median(times))} / ${seconds(most)}`],
    ['goal: in less than 1 s', median(times) < GOAL_MS ? 'reached' : 'not reached'],
  ];
}

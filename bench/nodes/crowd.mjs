// Many simulated agents on one service: when all know a switch, what it sends, and what an agent costs it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onCleanup } from '../service/cleanup.mjs';
import { processorTime, treeProcessorTime } from '../service/gauges/processes.mjs';
import { addPacks, enablePacks, installSeed, makeDistinct } from './rows.mjs';
import { median, seconds } from './fleet.mjs';

const PROGRAM = fileURLToPath(new URL('crowd-process.mjs', import.meta.url));
const PROCESSES = 2;
const SWITCHES = 5;
const QUIET_MS = 60_000;
const SETTLE_MS = 3000;
const GOAL_MS = 2000;

export async function measureCrowd(fleet, { packs, agents, isTokenShared }) {
  await fleet.start({ store: false });
  await installSeed(fleet);
  await addPacks(fleet, packs);
  await makeDistinct(fleet);
  const alone = perMinute(await spending(fleet, () => delay(QUIET_MS / 2)));
  const crowd = await startCrowd(fleet, agents, isTokenShared);
  const rows = [];
  for (const enabled of [10, 100, 1000].filter((size) => size <= packs)) {
    await enablePacks(fleet, '1.0.0', enabled);
    await crowd.allKnow(await latest(fleet));
    await delay(SETTLE_MS);
    rows.push(...(await measureSwitches(fleet, crowd, { enabled, agents })));
  }
  const quiet = perMinute(await spending(fleet, () => delay(QUIET_MS)));
  rows.push([
    'processor time for each agent and minute, nothing switched',
    `${((quiet.service - alone.service) / agents).toFixed(2)} ms, and PostgreSQL ${((quiet.postgres - alone.postgres) / agents).toFixed(2)} ms`,
  ]);
  rows.push(['requests that were refused or failed, by reason', JSON.stringify(await crowd.problems())]);
  return rows;
}

async function measureSwitches(fleet, crowd, { enabled, agents }) {
  const [switched, half, lasts, sent] = [[], [], [], []];
  const spent = await spending(fleet, async () => {
    for (let at = 0; at < SWITCHES; at += 1) {
      const askedAt = Date.now();
      await fleet.client.call('/api/v1/packs/seed/enable', { version: at % 2 === 0 ? '2.0.0' : '1.0.0' });
      switched.push(Date.now() - askedAt);
      const { times, bytes } = await crowd.allKnow(await latest(fleet));
      half.push(median(times) - askedAt);
      lasts.push(Math.max(...times) - askedAt);
      sent.push(bytes);
      // The reports that a switch brings are a part of it.
      await delay(SETTLE_MS);
    }
  });
  const all = median(lasts);
  const within = lasts.filter((time) => time <= GOAL_MS).length;
  return [
    [`${enabled} packs: asked until the service had switched, median`, seconds(median(switched))],
    [`  until half of ${agents} agents / all of them know, median`, `${seconds(median(half))} / ${seconds(all)}`],
    ['  the goal of 2 s: by the median / by how many of them', `${verdict(all)} / ${within} of ${SWITCHES}`],
    ['  the slowest of them', seconds(Math.max(...lasts))],
    [
      '  bodies that a switch sends',
      `${(median(sent) / 1e6).toFixed(2)} MB, ${Math.round(median(sent) / agents)} bytes for each agent`,
    ],
    [
      '  processor time for each agent and switch, with its report',
      `${(spent.service / SWITCHES / agents).toFixed(2)} ms, and PostgreSQL ${(spent.postgres / SWITCHES / agents).toFixed(2)} ms`,
    ],
  ];
}

function verdict(milliseconds) {
  return milliseconds <= GOAL_MS ? 'reached' : 'not reached';
}

/** Milliseconds that passed, and that processors worked. */
async function spending({ service }, work) {
  const spent = () => [processorTime(service.pids.standalone[0]), treeProcessorTime(service.postgres)];
  const [startedAt, before] = [performance.now(), spent()];
  await work();
  const [own, postgres] = spent().map((time, at) => time - before[at]);
  return { service: own, postgres, milliseconds: performance.now() - startedAt };
}

function perMinute({ service, postgres, milliseconds }) {
  const minutes = milliseconds / 60_000;
  return { service: service / minutes, postgres: postgres / minutes };
}

async function latest({ database }) {
  return (await database.query('SELECT max(id) AS id FROM generation')).rows[0].id;
}

async function startCrowd(fleet, count, isTokenShared) {
  const names = Array.from({ length: count }, (_agent, at) => `node-${at}`);
  const [shared] = await fleet.tokens(['of-all']);
  const tokens = isTokenShared ? names.map((name) => ({ ...shared, name })) : await fleet.tokens(names);
  const children = Array.from({ length: PROCESSES }, (_process, at) => {
    const child = fork(PROGRAM, { stdio: 'inherit' });
    onCleanup(async () => child.kill('SIGKILL'));
    child.send({ url: fleet.client.url, agents: tokens.filter((_token, index) => index % PROCESSES === at) });
    return child;
  });
  fleet.stops.push(async () => {
    for (const child of children) child.kill('SIGKILL');
  });
  const askAll = (question) => Promise.all(children.map((child) => ask(child, question)));
  return {
    /** When each of them knew it, and how many bytes their bodies had. */
    allKnow: async (generation) => {
      const answers = await askAll({ generation });
      return {
        times: answers.flatMap(({ times }) => times),
        bytes: answers.reduce((sum, { bytes }) => sum + bytes, 0),
      };
    },
    problems: async () => {
      const sum = {};
      for (const { problems } of await askAll({ problems: true }))
        for (const [reason, times] of Object.entries(problems)) sum[reason] = (sum[reason] ?? 0) + times;
      return sum;
    },
  };
}

async function ask(child, question) {
  const over = new AbortController();
  const { signal } = over;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`Simulated agents ended with code ${code}`);
  });
  try {
    child.send(question);
    const [answer] = await Promise.race([once(child, 'message', { signal }), ended]);
    return answer;
  } finally {
    ended.catch(() => undefined);
    over.abort();
  }
}

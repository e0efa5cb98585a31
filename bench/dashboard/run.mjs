// Runs every query of deploy/grafana and deploy/prometheus in a real Prometheus, which asks a real service for its figures.
// Needs `prometheus` and `promtool` on the PATH, which tests may not: npm run build && node bench/dashboard/run.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { load } from 'js-yaml';
import { saying, startChild } from '../service/test-bed/child.mjs';
import { mainOf } from '../service/test-bed/dist.mjs';
import { freePort } from '../service/test-bed/postgres.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const RULES = join(ROOT, 'deploy/prometheus/alerts.yml');
const MAX_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'packyard-dashboard-'));
execFileSync('promtool', ['check', 'rules', RULES], { stdio: 'inherit' });
const service = startChild(process.execPath, [mainOf('standalone')], {
  env: {
    PATH: process.env.PATH,
    HOME: folder,
    PACKYARD_HOME: join(folder, 'home'),
    PACKYARD_PORT: '0',
    PACKYARD_UV: 'off',
    PACKYARD_LOCAL_ROOTS: ROOT,
  },
});
let prometheus;
try {
  const [, url] = await saying(service, /^packyard ready (\S+)$/m);
  const token = readFileSync(join(folder, 'home/admin-token'), 'utf8').trim();
  prometheus = await startPrometheus(url, token);
  for (const pack of ['examples/packs/greetings', 'examples/packs/nothing', 'examples/packs/greetings-2']) {
    await install(url, token, join(ROOT, pack));
    await delay(2500);
  }
  await expectAll(prometheus.url);
} finally {
  await prometheus?.stop();
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function startPrometheus(url, token) {
  const port = await freePort();
  const config = join(folder, 'prometheus.yml');
  writeFileSync(join(folder, 'token'), token);
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [RULES],
      scrape_configs: [
        {
          job_name: 'packyard',
          static_configs: [{ targets: [new URL(url).host] }],
          authorization: { credentials_file: join(folder, 'token') },
        },
      ],
    }),
  );
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'tsdb')}`];
  const started = startChild('prometheus', [...args, `--web.listen-address=127.0.0.1:${port}`]);
  await saying(started, /Server is ready to receive web requests/);
  return { url: `http://127.0.0.1:${port}`, stop: started.stop };
}

async function install(url, token, source) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ action: 'core.install_packs', parameters: { packs: [source] } });
  const answer = await fetch(`${url}/api/v1/executions`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

/** Panels have to show something; alerts have to be evaluated without an error. */
async function expectAll(prometheus) {
  const { panels } = JSON.parse(readFileSync(join(ROOT, 'deploy/grafana/packyard.json'), 'utf8'));
  const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  let missing = queries;
  for (const deadline = Date.now() + MAX_MS; missing.length > 0 && Date.now() < deadline; await delay(1000)) {
    missing = [];
    for (const query of queries) if ((await ask(prometheus, query)).length === 0) missing.push(query);
  }
  const rules = load(readFileSync(RULES, 'utf8')).groups.flatMap((group) => group.rules);
  for (const { alert, expr } of rules) console.log(`${alert}: ${(await ask(prometheus, expr)).length} series`);
  const loaded = await (await fetch(`${prometheus}/api/v1/rules`)).json();
  const unwell = loaded.data.groups.flatMap((group) => group.rules).filter(({ health }) => health !== 'ok');
  console.log(`${queries.length - missing.length} of ${queries.length} queries of the dashboard show something`);
  console.log(`${rules.length - unwell.length} of ${rules.length} alerts are evaluated without an error`);
  for (const query of missing) console.error(`Nothing: ${query}`);
  if (missing.length + unwell.length > 0) process.exitCode = 1;
}

async function ask(prometheus, query) {
  const answer = await (await fetch(`${prometheus}/api/v1/query?${new URLSearchParams({ query })}`)).json();
  if (answer.status !== 'success') throw new Error(`${query}: ${answer.error}`);
  return answer.data.result;
}

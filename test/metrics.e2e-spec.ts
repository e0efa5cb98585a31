import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aPack } from '@packyard/testing';
import { load } from 'js-yaml';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const fixture = new TestFixture();
let service: Service;

beforeAll(async () => {
  service = await fixture.start();
  aPack('slack').writeTo(fixture.path('slack'));
});

const metrics = async (token: string) =>
  fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
const figures = async () => (await metrics(service.token)).text();

it('counts tasks by stage and outcome, and failures by code', async () => {
  await service.install([fixture.path('slack')]);
  await service.install([fixture.path('missing')]);
  const text = await figures();
  expect(text).toMatch(/^packyard_task_duration_seconds_count\{stage="register",outcome="succeeded"\} 1$/m);
  expect(text).toMatch(/^packyard_task_duration_seconds_count\{stage="download",outcome="failed"\} 1$/m);
  expect(text).toMatch(/^packyard_task_failures_total\{stage="download",code="SOURCE_NOT_FOUND"\} 1$/m);
});

it('knows the workers, slots and waiting tasks of each stage', async () => {
  const text = await figures();
  for (const stage of ['download', 'resolve', 'build', 'register']) {
    expect(text).toContain(`packyard_stage_workers{stage="${stage}"} 1\n`);
    expect(text).toContain(`packyard_stage_waiting_tasks{stage="${stage}"} 0\n`);
  }
});

it('knows how busy the process is', async () => {
  expect(await figures()).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
});

it('is for those with a token', async () => {
  expect((await metrics('not-a-token')).status).toBe(401);
});

it('has a line in the log for what succeeded', () => {
  expect(service.log.join('')).toMatch(/Task \d+ \(register, execution 1, attempt 1\) succeeded in [\d.]+ s/);
});

it('counts bytes of archives, connections, leases, executions and webhooks', async () => {
  aPack('email').asTarball(fixture.path('www/email.tar.gz'));
  expect((await service.install([`${fixture.files.url}/email.tar.gz`])).status).toBe('completed');
  const text = await figures();
  expect(text).toMatch(/^packyard_archive_bytes_total\{from="server"\} [1-9]\d*$/m);
  expect(text).toMatch(/^packyard_database_connections\{state="idle"\} \d+$/m);
  expect(text).toMatch(/^packyard_environments_planned_total\{runtime="python",state="ready"\} 0$/m);
  expect(text).toMatch(/^packyard_leases\{stage="build"\} 0$/m);
  expect(text).toMatch(/^packyard_executions\{status="failed"\} 1$/m);
  expect(text).toMatch(/^packyard_webhooks\{state="disabled"\} 0$/m);
});

describe('what deploy/ asks of the figures', () => {
  const root = join(__dirname, '../deploy');
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const { panels } = JSON.parse(read('grafana/packyard.json')) as { panels: { targets?: { expr: string }[] }[] };
  const { groups } = load(read('prometheus/alerts.yml')) as { groups: { rules: { alert: string; expr: string }[] }[] };
  const asked = [
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
  ].filter((expr) => !expr.startsWith('up{'));

  it.each(asked)('is there: %s', async (expr) => {
    const series = seriesOf(await figures());
    const selectors = [...expr.matchAll(/((?:packyard|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)];
    expect(selectors.length).toBeGreaterThan(0);
    for (const [, name = '', matchers = ''] of selectors) {
      const labels = series.filter((one) => one.name === name).map((one) => one.labels);
      expect([name, labels.length > 0]).toEqual([name, true]);
      const known = new Set(labels.flatMap((one) => Object.keys(one)));
      for (const [, label = '', operator, value] of matchers.matchAll(/(\w+)(=~|=)"([^"]*)"/g)) {
        expect([name, known.has(label)]).toEqual([name, true]);
        if (operator === '=') expect(labels.map((one) => one[label])).toContain(value);
      }
      for (const label of groupedBy(expr)) expect([name, label, known.has(label)]).toEqual([name, label, true]);
    }
  });
});

function groupedBy(expr: string): string[] {
  return [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(', '));
}

/** Of Prometheus' text format. */
function seriesOf(text: string): { name: string; labels: Record<string, string> }[] {
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)].map(([, name = '', labels = '']) => ({
    name,
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    ),
  }));
}

import { aPack } from '@packyard/testing';
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

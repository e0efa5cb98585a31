import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aPack, eventually } from '@packyard/testing';
import type { CommitDriver } from './commit-driver';

/** What makes a file commit; struck once it begins, and what it did has to be true in the end. */
type Act = (driver: CommitDriver, strike: () => void) => Promise<void>;

const BUNDLE = 'gort_bundle_version: 1\nversion: 1.0.0\ndescription: d\ncommands:\n  c:\n    executable: [/bin/c]\n';

const install: Act = async (driver, strike) => {
  strike();
  await driver.install(driver.name('installed'));
};

const failInstalling: Act = async (driver, strike) => {
  strike();
  const id = await driver.submit([`${driver.fixture.files.url}/${driver.name('nothing')}.tgz`]);
  const ended = await driver.service.ended(id, 60_000);
  expect([ended.status, ended.packs[0]?.error?.code]).toEqual(['failed', 'SOURCE_NOT_FOUND']);
};

const cancel: Act = async (driver, strike) => {
  const ref = driver.name('cancelled');
  aPack(ref).asTarball(driver.fixture.path(`www/${ref}.tgz`));
  const held = driver.fixture.files.hold(`/${ref}.tgz`);
  const id = await driver.submit([`${driver.fixture.files.url}/${ref}.tgz`]);
  await eventually(() => expect(held.waiting()).toBe(1), 30_000);
  strike();
  // Who asks again may be told that it has ended meanwhile.
  await driver.insist(`/api/v1/executions/${id}/cancel`, { body: {}, done: ['EXECUTION_NOT_CANCELLABLE'] });
  expect((await driver.service.ended(id, 60_000)).status).toBe('cancelled');
  held.letGo();
};

/** Its worker is told nothing and stores nothing; the task waits for a job that nobody has queued, as on a machine that is too busy. */
const loseJob: Act = async (driver, strike) => {
  const ref = driver.name('without-job');
  aPack(ref).asTarball(driver.fixture.path(`www/${ref}.tgz`));
  const held = driver.fixture.files.hold(`/${ref}.tgz`);
  const id = await driver.submit([`${driver.fixture.files.url}/${ref}.tgz`]);
  await eventually(() => expect(held.waiting()).toBe(1), 30_000);
  strike();
  await driver.fixture.database.query(
    `UPDATE task SET status = 'pending', lease_owner = NULL, lease_until = NULL, job_number = job_number + 1,
       due_at = now() - interval '1 minute' WHERE execution_id = $1 AND status = 'running'`,
    [id],
  );
  held.letGo();
  expect((await driver.service.ended(id, 60_000)).status).toBe('completed');
};

/** So that it is told what it is doing, as on a machine that is busy: half of an archive comes, and the rest once that was told. */
const takeLong: Act = async (driver, strike) => {
  const ref = driver.name('long');
  const file = driver.fixture.path(`www/${ref}.tgz`);
  aPack(ref).asTarball(file);
  const content = readFileSync(file);
  const half = Math.floor(content.length / 2);
  const answers: ServerResponse[] = [];
  const server = createServer((request, answer) => {
    if (request.url !== `/${ref}.tgz`) return void answer.writeHead(404).end();
    answer.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, half));
    answers.push(answer);
    if (driver.isStruck()) answer.end(content.subarray(half));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    strike();
    const id = await driver.submit([`http://127.0.0.1:${(server.address() as AddressInfo).port}/${ref}.tgz`]);
    await eventually(() => expect(driver.isStruck()).toBe(true), 30_000);
    for (const answer of answers) answer.end(content.subarray(half));
    expect((await driver.service.ended(id, 60_000)).status).toBe('completed');
  } finally {
    server.close();
  }
};

const installBundle: Act = async (driver, strike) => {
  const ref = driver.name('bundle');
  strike();
  await driver.insist('/api/v1/bundles', { body: { config: `name: ${ref}\n${BUNDLE}`, enable: true } });
  expect(await driver.insist(`/api/v1/packs/${ref}`)).toMatchObject({ version: '1.0.0' });
};

const switchVersions: Act = async (driver, strike) => {
  const ref = driver.name('switched');
  await driver.install(ref);
  await driver.install(ref, '2.0.0');
  strike();
  await driver.insist(`/api/v1/packs/${ref}/enable`, { body: { version: '1.0.0' } });
  await driver.leads(ref, '1.0.0');
};

const repairLink: Act = async (driver, strike) => {
  const ref = driver.name('repaired');
  await driver.install(ref);
  strike();
  driver.unlink(ref);
  await driver.leads(ref, '1.0.0');
};

/** As a process leaves it that dies while it installs the same content with another environment. */
const repairEnvironmentLinks: Act = async (driver, strike) => {
  const ref = driver.name('relinked');
  await driver.install(ref);
  const link = driver.fixture.path('home/packs', ref, 'virtualenv');
  symlinkSync(driver.fixture.path('home/store/environments/python/unused/current'), link);
  strike();
  await driver.insist('/api/v1/maintenance/collect', { body: {} });
  expect(lstatSync(link, { throwIfNoEntry: false })).toBeUndefined();
};

const makeToken: Act = async (driver, strike) => {
  const name = driver.name('token');
  strike();
  const made = await driver.insist<{ token: string }>('/api/v1/tokens', { body: { name, scope: 'read' } });
  await driver.insist('/api/v1/packs', { token: made.token });
};

const refreshSession: Act = async (driver, strike) => {
  const body = { token: driver.service.token };
  const begun = await driver.insist<{ refresh_token: string }>('/auth/token-login', { body });
  strike();
  const next = await driver.insist<{ access_token: string }>('/auth/refresh', {
    body: { refresh_token: begun.refresh_token },
  });
  await driver.insist('/auth/me', { token: next.access_token });
};

const rollOut: Act = async (driver, strike) => {
  const policy = (steps: string[]) =>
    driver.insist('/api/v1/rollout/policy', { method: 'PUT', body: { steps, max_failures: '0', step_seconds: 60 } });
  await policy(['1']);
  strike();
  await driver.install(driver.name('rolled-out'));
  const latest = await driver.insist<{ id: number }[]>('/api/v1/generations?page_size=1');
  await eventually(async () => {
    const rollout = await driver.insist('/api/v1/rollout');
    expect(rollout).toMatchObject({ status: 'complete', generation: latest[0]?.id });
  }, 30_000);
  await policy([]);
};

const collect: Act = async (driver, strike) => {
  const ref = driver.name('collected');
  await driver.install(ref);
  await driver.insist(`/api/v1/packs/${ref}?force=true`, { method: 'DELETE' });
  strike();
  await driver.insist('/api/v1/maintenance/collect', { body: {} });
};

/** A process that was struck while it starts ends in words; the next one starts. */
const start: Act = async (driver, strike) => {
  await driver.service.stop();
  strike();
  await driver.startAgain();
};

const refuse: Act = async (driver, strike) => {
  strike();
  const response = await fetch(`${driver.service.url}/api/v1/packs`, { headers: { authorization: 'Bearer unknown' } });
  expect(response.status).toBe(401);
  const audit = '/api/v1/audit?action=access.deny';
  await eventually(async () => expect(await driver.insist<unknown[]>(audit)).not.toEqual([]), 60_000);
};

const endBroken: Act = async (driver, strike) => {
  const [broken] = await driver.fixture.database.query<{ id: number }>(
    `WITH made AS (
       INSERT INTO execution (action, parameters, status, requested_by, request_digest)
       VALUES ('core.no_such_action', '{}', 'running', 'nobody', 'x') RETURNING id)
     INSERT INTO execution_pack (execution_id, origin, source_text, source, stage, status)
     SELECT id, 'request', 'stuck', '{}', 'build', 'pending' FROM made RETURNING execution_id AS id`,
  );
  strike();
  await eventually(async () => {
    const sql = 'SELECT status FROM execution WHERE id = $1';
    expect(await driver.fixture.database.query(sql, [broken?.id])).toEqual([{ status: 'failed' }]);
  }, 60_000);
};

export interface CommitPoint {
  /** The file that has the transaction, or the single statement. */
  at: string;
  act: Act;
}

/** Every file with a transaction, and what makes it commit. */
export const TRANSACTIONS: readonly CommitPoint[] = [
  { at: 'apps/gateway/src/pack-api/executions/cancel.service.ts', act: cancel },
  { at: 'apps/gateway/src/pack-api/nodes/rollout/rollout-keeper.ts', act: rollOut },
  { at: 'libs/pipeline/src/reconciler/broken-executions.ts', act: endBroken },
  { at: 'libs/pipeline/src/reconciler/reconciler.ts', act: install },
  { at: 'libs/pipeline/src/tasks/failed-tasks.ts', act: failInstalling },
  { at: 'libs/pipeline/src/tasks/task-runner.ts', act: install },
  { at: 'libs/schema/src/repositories/api-token.repository.ts', act: start },
  { at: 'libs/schema/src/repositories/audit.repository.ts', act: makeToken },
  { at: 'libs/schema/src/repositories/session.repository.ts', act: refreshSession },
  { at: 'libs/versions/src/bundle-installer.ts', act: installBundle },
  { at: 'libs/versions/src/link-repair.ts', act: repairLink },
  { at: 'libs/versions/src/row-locked-changes.ts', act: switchVersions },
  { at: 'libs/versions/src/version-environment-links.ts', act: repairEnvironmentLinks },
  { at: 'libs/versions/src/maintenance/pack-store-sweeper.ts', act: collect },
  { at: 'libs/versions/src/maintenance/store-cleaner.ts', act: collect },
];

/** Files with statements that commit by themselves, as far as the acts above come by them. */
export const STATEMENTS: readonly CommitPoint[] = [
  { at: 'apps/gateway/src/pack-api/executions/submit.service.ts', act: install },
  { at: 'libs/pipeline/src/maintenance/recovery.ts', act: loseJob },
  // On Redis a worker ends such jobs.
  ...(process.env['PACKYARD_TEST_REDIS_URL'] === undefined
    ? [{ at: 'libs/pipeline/src/queue/ended-job-writer.ts', act: install }]
    : []),
  { at: 'libs/schema/src/repositories/api-token.repository.ts', act: makeToken },
  { at: 'libs/schema/src/repositories/audit.repository.ts', act: refuse },
  { at: 'libs/schema/src/repositories/clock-setback.repository.ts', act: install },
  { at: 'libs/schema/src/repositories/containment-report.repository.ts', act: start },
  { at: 'libs/schema/src/repositories/execution.repository.ts', act: takeLong },
  { at: 'libs/schema/src/repositories/maintenance/environment-use.repository.ts', act: collect },
  { at: 'libs/schema/src/repositories/maintenance/expired-rows.repository.ts', act: collect },
  // A claim, and a lease that is extended.
  { at: 'libs/schema/src/repositories/task.repository.ts', act: install },
  { at: 'libs/schema/src/repositories/task.repository.ts', act: takeLong },
  { at: 'libs/schema/src/repositories/worker-process.repository.ts', act: install },
];

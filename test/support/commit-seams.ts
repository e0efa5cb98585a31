import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aPack, eventually } from '@packyard/testing';
import type { CommitDesk } from './commit-desk';

/** What makes a file commit; struck once it begins, and what it did has to be true in the end. */
type Act = (desk: CommitDesk, strike: () => void) => Promise<void>;

const BUNDLE = 'gort_bundle_version: 1\nversion: 1.0.0\ndescription: d\ncommands:\n  c:\n    executable: [/bin/c]\n';

const install: Act = async (desk, strike) => {
  strike();
  await desk.install(desk.name('installed'));
};

const failInstalling: Act = async (desk, strike) => {
  strike();
  const id = await desk.submit([`${desk.fixture.files.url}/${desk.name('nothing')}.tgz`]);
  const ended = await desk.service.ended(id, 60_000);
  expect([ended.status, ended.packs[0]?.error?.code]).toEqual(['failed', 'SOURCE_NOT_FOUND']);
};

const cancel: Act = async (desk, strike) => {
  const ref = desk.name('cancelled');
  aPack(ref).asTarball(desk.fixture.path(`www/${ref}.tgz`));
  const held = desk.fixture.files.hold(`/${ref}.tgz`);
  const id = await desk.submit([`${desk.fixture.files.url}/${ref}.tgz`]);
  await eventually(() => expect(held.waiting()).toBe(1), 30_000);
  strike();
  // Who asks again may be told that it has ended meanwhile.
  await desk.insist(`/api/v1/executions/${id}/cancel`, { body: {}, done: ['EXECUTION_NOT_CANCELLABLE'] });
  expect((await desk.service.ended(id, 60_000)).status).toBe('cancelled');
  held.letGo();
};

/** Its worker is told nothing and stores nothing; the task waits for a job that nobody has queued, as on a machine that is too busy. */
const loseJob: Act = async (desk, strike) => {
  const ref = desk.name('without-job');
  aPack(ref).asTarball(desk.fixture.path(`www/${ref}.tgz`));
  const held = desk.fixture.files.hold(`/${ref}.tgz`);
  const id = await desk.submit([`${desk.fixture.files.url}/${ref}.tgz`]);
  await eventually(() => expect(held.waiting()).toBe(1), 30_000);
  strike();
  await desk.fixture.database.query(
    `UPDATE task SET status = 'pending', lease_owner = NULL, lease_until = NULL, job_number = job_number + 1,
       due_at = now() - interval '1 minute' WHERE execution_id = $1 AND status = 'running'`,
    [id],
  );
  held.letGo();
  expect((await desk.service.ended(id, 60_000)).status).toBe('completed');
};

/** So that it is told what it is doing, as on a machine that is busy: half of an archive comes, and the rest once that was told. */
const takeLong: Act = async (desk, strike) => {
  const ref = desk.name('long');
  const file = desk.fixture.path(`www/${ref}.tgz`);
  aPack(ref).asTarball(file);
  const content = readFileSync(file);
  const half = Math.floor(content.length / 2);
  const answers: ServerResponse[] = [];
  const server = createServer((request, answer) => {
    if (request.url !== `/${ref}.tgz`) return void answer.writeHead(404).end();
    answer.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, half));
    answers.push(answer);
    if (desk.isStruck()) answer.end(content.subarray(half));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    strike();
    const id = await desk.submit([`http://127.0.0.1:${(server.address() as AddressInfo).port}/${ref}.tgz`]);
    await eventually(() => expect(desk.isStruck()).toBe(true), 30_000);
    for (const answer of answers) answer.end(content.subarray(half));
    expect((await desk.service.ended(id, 60_000)).status).toBe('completed');
  } finally {
    server.close();
  }
};

const installBundle: Act = async (desk, strike) => {
  const ref = desk.name('bundle');
  strike();
  await desk.insist('/api/v1/bundles', { body: { config: `name: ${ref}\n${BUNDLE}`, enable: true } });
  expect(await desk.insist(`/api/v1/packs/${ref}`)).toMatchObject({ version: '1.0.0' });
};

const switchVersions: Act = async (desk, strike) => {
  const ref = desk.name('switched');
  await desk.install(ref);
  await desk.install(ref, '2.0.0');
  strike();
  await desk.insist(`/api/v1/packs/${ref}/enable`, { body: { version: '1.0.0' } });
  await desk.leads(ref, '1.0.0');
};

const repairLink: Act = async (desk, strike) => {
  const ref = desk.name('repaired');
  await desk.install(ref);
  strike();
  desk.unlink(ref);
  await desk.leads(ref, '1.0.0');
};

/** As a process leaves it that dies while it installs the same content with another environment. */
const repairEnvironmentLinks: Act = async (desk, strike) => {
  const ref = desk.name('relinked');
  await desk.install(ref);
  const link = desk.fixture.path('home/packs', ref, 'virtualenv');
  symlinkSync(desk.fixture.path('home/store/environments/python/unused/current'), link);
  strike();
  await desk.insist('/api/v1/maintenance/collect', { body: {} });
  expect(lstatSync(link, { throwIfNoEntry: false })).toBeUndefined();
};

const makeToken: Act = async (desk, strike) => {
  const name = desk.name('token');
  strike();
  const made = await desk.insist<{ token: string }>('/api/v1/tokens', { body: { name, scope: 'read' } });
  await desk.insist('/api/v1/packs', { token: made.token });
};

const refreshSession: Act = async (desk, strike) => {
  const body = { token: desk.service.token };
  const begun = await desk.insist<{ refresh_token: string }>('/auth/token-login', { body });
  strike();
  const next = await desk.insist<{ access_token: string }>('/auth/refresh', {
    body: { refresh_token: begun.refresh_token },
  });
  await desk.insist('/auth/me', { token: next.access_token });
};

const rollOut: Act = async (desk, strike) => {
  const policy = (steps: string[]) =>
    desk.insist('/api/v1/rollout/policy', { method: 'PUT', body: { steps, max_failures: '0', step_seconds: 60 } });
  await policy(['1']);
  strike();
  await desk.install(desk.name('rolled-out'));
  const latest = await desk.insist<{ id: number }[]>('/api/v1/generations?page_size=1');
  await eventually(async () => {
    const rollout = await desk.insist('/api/v1/rollout');
    expect(rollout).toMatchObject({ status: 'complete', generation: latest[0]?.id });
  }, 30_000);
  await policy([]);
};

const collect: Act = async (desk, strike) => {
  const ref = desk.name('collected');
  await desk.install(ref);
  await desk.insist(`/api/v1/packs/${ref}?force=true`, { method: 'DELETE' });
  strike();
  await desk.insist('/api/v1/maintenance/collect', { body: {} });
};

/** A process that was struck while it starts ends in words; the next one starts. */
const start: Act = async (desk, strike) => {
  await desk.service.stop();
  strike();
  await desk.startAgain();
};

const refuse: Act = async (desk, strike) => {
  strike();
  const response = await fetch(`${desk.service.url}/api/v1/packs`, { headers: { authorization: 'Bearer unknown' } });
  expect(response.status).toBe(401);
  const audit = '/api/v1/audit?action=access.deny';
  await eventually(async () => expect(await desk.insist<unknown[]>(audit)).not.toEqual([]), 60_000);
};

const endBroken: Act = async (desk, strike) => {
  const [broken] = await desk.fixture.database.query<{ id: number }>(
    `WITH made AS (
       INSERT INTO execution (action, parameters, status, requested_by, request_digest)
       VALUES ('core.no_such_action', '{}', 'running', 'nobody', 'x') RETURNING id)
     INSERT INTO execution_pack (execution_id, origin, source_text, source, stage, status)
     SELECT id, 'request', 'stuck', '{}', 'build', 'pending' FROM made RETURNING execution_id AS id`,
  );
  strike();
  await eventually(async () => {
    const sql = 'SELECT status FROM execution WHERE id = $1';
    expect(await desk.fixture.database.query(sql, [broken?.id])).toEqual([{ status: 'failed' }]);
  }, 60_000);
};

export interface CommitSeam {
  /** The file that has the transaction, or the single statement. */
  at: string;
  act: Act;
}

/** Every file with a transaction, and what makes it commit. */
export const TRANSACTIONS: readonly CommitSeam[] = [
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
  { at: 'libs/versions/src/maintenance/content-sweeper.ts', act: collect },
  { at: 'libs/versions/src/maintenance/store-cleaner.ts', act: collect },
];

/** Files with statements that commit by themselves, as far as the acts above come by them. */
export const STATEMENTS: readonly CommitSeam[] = [
  { at: 'apps/gateway/src/pack-api/executions/submit.service.ts', act: install },
  { at: 'libs/pipeline/src/maintenance/recovery.ts', act: loseJob },
  { at: 'libs/pipeline/src/queue/ended-jobs.ts', act: install },
  { at: 'libs/schema/src/repositories/api-token.repository.ts', act: makeToken },
  { at: 'libs/schema/src/repositories/audit.repository.ts', act: refuse },
  { at: 'libs/schema/src/repositories/clock-setback.repository.ts', act: install },
  { at: 'libs/schema/src/repositories/containment-report.repository.ts', act: start },
  { at: 'libs/schema/src/repositories/execution.repository.ts', act: takeLong },
  { at: 'libs/schema/src/repositories/maintenance/environment-use.repository.ts', act: collect },
  { at: 'libs/schema/src/repositories/maintenance/expired-rows.repository.ts', act: collect },
  { at: 'libs/schema/src/repositories/task.repository.ts', act: install },
  { at: 'libs/schema/src/repositories/worker-process.repository.ts', act: install },
];

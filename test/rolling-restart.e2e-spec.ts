import { readdirSync, readFileSync } from 'node:fs';
import { aPack, eventually, scaledRuns } from '@packyard/testing';
import { Fleet, GATEWAY_READY } from './support/fleet';
import { type Installed, InstallLoad } from './support/install-load';
import { PatientClient } from './support/retrying-client';
import { type RedisOfRun, redisOfRun } from './support/redis-of-run';
import { type RoundRobin, startRoundRobin } from './support/round-robin';
import { TestFixture } from './support/test-fixture';

/** By default one of each two is asked to end, and the other one is killed; each of them both, where there is time. */
const IS_THOROUGH = scaledRuns(2) === 2;
/** So that none is spared for the machine being quick. */
const MIN_REQUESTS = 20;
/** All work ended or was given back; a busy machine may be too slow for the former. */
const IN_ORDER = [0, 4];

describe('two gateways and two of each worker', () => {
  const fixture = new TestFixture();
  let redis: RedisOfRun;
  let proxy: RoundRobin;
  let fleet: Fleet;
  let client: PatientClient;

  beforeAll(async () => {
    redis = await redisOfRun();
    proxy = await startRoundRobin();
    const environment = { PACKYARD_KEEP_GENERATIONS: '100000', ...(redis.isThere ? { REDIS_URL: redis.url } : {}) };
    fleet = await Fleet.start(fixture, environment);
    proxy.serve(fleet.gateways);
    client = new PatientClient(proxy.url, readFileSync(fixture.path('home/admin-token'), 'utf8').trim());
  });
  afterAll(async () => {
    await proxy.close();
    redis.stop();
  });

  it('are replaced one at a time under load: no request fails, nothing is lost, nothing is done twice', async () => {
    const load = new InstallLoad(fixture, client);
    const [one, other] = [0, 1].map((rest) => fleet.members.filter((_member, index) => index % 2 === rest));
    // First those whose tasks wait for a lease to run out: they go on while the others are replaced.
    for (const member of IS_THOROUGH ? fleet.members : one!) {
      await fleet.kill(member);
      proxy.serve(fleet.gateways);
    }
    for (const member of IS_THOROUGH ? fleet.members : other!) {
      const requests = load.requests;
      expect(IN_ORDER).toContain(await fleet.restart(member));
      proxy.serve(fleet.gateways);
      await eventually(() => expect(load.requests).toBeGreaterThan(requests));
    }
    await eventually(() => expect(load.requests).toBeGreaterThanOrEqual(MIN_REQUESTS));
    const installed = await load.stop();
    await expectEachOnce(installed);
  });

  it('say so first when they were asked to end: unready, and serving on, with the last answer on each connection', async () => {
    const gateway = await fixture.make({ layout: 'processes', environment: { PACKYARD_DRAIN_SECONDS: '300' } });
    gateway.spawn('gateway');
    const url = await eventually(() => {
      expect(gateway.log.join('')).toMatch(GATEWAY_READY);
      return GATEWAY_READY.exec(gateway.log.join(''))?.[1];
    });
    gateway.askToEnd();
    await eventually(async () => {
      const response = await fetch(`${url}/health/ready`);
      expect([response.status, response.headers.get('connection')]).toEqual([503, 'close']);
      expect(await response.json()).toMatchObject({
        code: 'NOT_READY',
        message: expect.stringMatching(/shutting down/),
      });
    });
    const response = await fetch(`${url}/health/live`);
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
    // Once more, which ends it at once.
    expect(await gateway.stop()).toEqual([null]);
  });

  it('end streams and requests that wait when they end, so that the others take them up', async () => {
    const [gateway] = fleet.members;
    const [url, other] = fleet.gateways;
    for (const ref of ['held-one', 'held-two']) aPack(ref).asTarball(fixture.path(`www/${ref}.tgz`));
    const gate = fixture.files.hold('/held-');
    const { id } = await client.submit({ packs: [`${fixture.files.url}/held-one.tgz`] });
    const headers = { authorization: `Bearer ${client.token}`, 'content-type': 'application/json' };
    const stream = await fetch(`${url}/api/v1/executions/${id}/events`, { headers });
    let text = '';
    const streamed = (async () => {
      for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) text += chunk;
    })();
    const body = JSON.stringify({ packs: [`${fixture.files.url}/held-two.tgz`], destination_dir: fixture.path('out') });
    const wait = { method: 'POST', headers: { ...headers, 'idempotency-key': 'the-same' }, body };
    const first = fetch(`${url}/api/v1/packs/download`, wait);
    await eventually(() => {
      expect(gate.waiting()).toBe(2);
      expect(text).toContain('id: 1\n');
    });
    const [, refused] = await Promise.all([gateway!.process.stop(), first, streamed]);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.json()).toMatchObject({ code: 'NOT_READY', message: expect.stringMatching(/goes on/) });
    expect(text).toMatch(/^retry: \d+\n\nid: 1\n/);
    expect(text).not.toContain('event: end');
    gate.serve();
    const again = await fetch(`${other}/api/v1/packs/download`, wait);
    expect(await again.json()).toMatchObject({ data: { success_count: 1 } });
    expect((await client.events(id)).at(-1)).toMatchObject({ type: 'status' });
    const made = `SELECT id FROM execution WHERE idempotency_key = 'the-same'`;
    expect(await fixture.database.query(made)).toHaveLength(1);
  });

  async function expectEachOnce(installed: readonly Installed[]): Promise<void> {
    const failed = await fixture.database.query(
      'SELECT execution_id, error FROM execution_pack WHERE error IS NOT NULL',
    );
    // With what their workers said, so that one can see why.
    expect({ failed, errors: failed.length === 0 ? [] : fleet.errors }).toEqual({ failed: [], errors: [] });
    const executions = await fixture.database.query<{ id: number; status: string; ends: string }>(
      `SELECT id, status, (SELECT count(*) FROM execution_event WHERE execution_id = execution.id
          AND data ->> 'type' = 'status' AND data ->> 'status' = 'completed') AS ends
       FROM execution ORDER BY id`,
    );
    const ids = installed.map(({ id }) => id).sort((a, b) => a - b);
    expect(executions).toEqual(ids.map((id) => ({ id, status: 'completed', ends: '1' })));
    const packs = await fixture.database.query<{ ref: string; versions: string; changes: string }>(
      `SELECT ref, (SELECT count(*) FROM pack_version WHERE pack_id = pack.id) AS versions,
          (SELECT count(*) FROM generation_change WHERE ref = pack.ref) AS changes
       FROM pack WHERE enabled_version_id IS NOT NULL ORDER BY ref COLLATE "C"`,
    );
    const refs = installed.flatMap((each) => each.refs).sort();
    expect(packs).toEqual(refs.map((ref) => ({ ref, versions: '1', changes: '1' })));
    expect(await fixture.database.query(`SELECT id FROM task WHERE status IN ('pending', 'running')`)).toEqual([]);
    expect(readdirSync(fixture.path('home/packs')).sort()).toEqual(refs);
    for (const ref of refs) expect(readdirSync(fixture.path('home/store/packs', ref))).toHaveLength(1);
    await eventually(() => expect(readdirSync(fixture.path('home/staging'))).toEqual([]));
  }
});

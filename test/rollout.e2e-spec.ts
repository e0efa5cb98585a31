import type { NodeReport, NodeView, RolloutPolicy, RolloutView, WantedView } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import { runPackyard } from './support/command-line';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const NAMES = ['alpha', 'beta', 'gamma', 'omega'];
const LONG_AGO = "now() - interval '1 hour'";

describe('a rollout in steps', () => {
  const fixture = new TestFixture();
  const shown = new Map<string, WantedView>();
  let service: Service;
  let agent: string;

  beforeAll(async () => {
    service = await fixture.start();
    const answer = await service.request('/api/v1/tokens', { body: { name: 'runners', scope: 'agent' } });
    agent = ((await answer.json()) as { data: { token: string } }).data.token;
    for (const version of ['1.0.0', '2.0.0', '3.0.0', '4.0.0'])
      aPack('slack').version(version).writeTo(fixture.path(version));
  });

  const as = () => ({ headers: { authorization: `Bearer ${agent}` } });
  const packyard = (...args: string[]) => runPackyard(service, args, fixture.folder);
  const install = (version: string) => service.install([fixture.path(version)]);
  const rollout = async () => ((await (await service.request('/api/v1/rollout')).json()) as { data: RolloutView }).data;
  const states = async () => {
    const { data } = (await (await service.request('/api/v1/nodes')).json()) as { data: NodeView[] };
    return Object.fromEntries(data.map(({ name, state }) => [name, state]));
  };
  /** What the node is told that it does not have yet. */
  const asks = async (node: string): Promise<WantedView | undefined> => {
    const after = shown.get(node)?.state;
    const answer = await service.request(`/api/v1/nodes/wanted?node=${node}${after ? `&after=${after}` : ''}`, as());
    return answer.status === 204 ? undefined : ((await answer.json()) as { data: WantedView }).data;
  };
  const reports = async (node: string, activity: NodeReport['activity'] = 'in_step', target?: number) => {
    const generation = shown.get(node)?.generation ?? null;
    const failures =
      activity === 'failed' ? [{ subject: 'pack slack', message: 'It is broken.', hint: 'Mend it.' }] : [];
    const body = { generation, target: target ?? generation, activity, failures, platform: 'linux-x64', version: '1' };
    expect((await service.request(`/api/v1/nodes/${node}`, { method: 'PUT', body, ...as() })).status).toBe(200);
  };
  const showsWhatItIsTold = async (node: string) => {
    const told = await asks(node);
    if (told !== undefined) shown.set(node, told);
    await reports(node);
    return told?.packs[0]?.version;
  };
  const told = (count: number) => eventually(async () => expect((await rollout()).nodes.told).toBe(count));
  const stepTakesTooLong = () => fixture.database.query(`UPDATE rollout SET step_started_at = ${LONG_AGO}`);

  it('is no matter where all are told at once', async () => {
    await install('1.0.0');
    for (const node of NAMES) expect(await showsWhatItIsTold(node)).toBe('1.0.0');
    expect(await rollout()).toMatchObject({ status: 'complete', generation: 1, step: 1, step_count: 1, started: null });
    expect((await packyard('rollout')).text).toContain('generation 1: complete. 4 of 4 nodes were told, 4 show it.');
  });

  it('reaches the first nodes first, and more when these show it', async () => {
    const set = await packyard('rollout', 'policy', '--steps', '1,50%', '--max-failures', '0');
    expect(set).toEqual({
      text: 'policy: 1, then 50%, then all; 0 may fail, within 600 s for each step\n',
      exitCode: 0,
    });
    await install('2.0.0');
    await told(1);
    for (const node of ['beta', 'gamma', 'omega', 'stranger']) expect((await asks(node))?.generation ?? 1).toBe(1);
    expect(await states()).toEqual({ alpha: 'behind', beta: 'held', gamma: 'held', omega: 'held' });
    expect(await showsWhatItIsTold('alpha')).toBe('2.0.0');
    await told(2);
    expect(await asks('gamma')).toBeUndefined();
    expect(await showsWhatItIsTold('beta')).toBe('2.0.0');
    await eventually(async () => expect((await rollout()).status).toBe('complete'));
    for (const node of ['gamma', 'omega']) expect(await showsWhatItIsTold(node)).toBe('2.0.0');
    expect(await states()).toEqual({ alpha: 'in_step', beta: 'in_step', gamma: 'in_step', omega: 'in_step' });
  });

  it('stops at failures, and says everywhere that it did and why', async () => {
    await install('3.0.0');
    await told(1);
    await reports('alpha', 'failed', 3);
    await stepTakesTooLong();
    await eventually(async () => expect((await rollout()).status).toBe('stopped'));
    const why = 'Of 1 nodes that were told generation 3, 1 did not show it within 600 s, and 0 may: alpha.';
    expect(await rollout()).toMatchObject({ generation: 3, base_generation: 2, step: 1, step_count: 3, reason: why });
    expect((await rollout()).nodes).toEqual({ all: 4, told: 1, whole: 0, failed: 1, held: 3 });
    expect((await packyard('nodes')).text).toContain(why);
    expect((await packyard('nodes', '--state', 'held')).text).toMatch(/beta[^]*gamma[^]*omega/);
    const metrics = await (await service.request('/metrics')).text();
    expect(metrics).toMatch(/^packyard_rollout\{status="stopped"\} 1$/m);
    expect(metrics).toMatch(/^packyard_rollout_nodes\{what="held"\} 3$/m);
    const { data } = (await (await service.request('/api/v1/audit?action=rollout.stop')).json()) as { data: unknown[] };
    expect(data).toMatchObject([{ actor: 'packyard', subject: 'generation 3', after: { reason: why } }]);
  });

  it('leaves those alone that it has not reached, and gives newcomers what they have', async () => {
    for (const node of ['beta', 'gamma', 'omega']) expect(await asks(node)).toBeUndefined();
    expect(await showsWhatItIsTold('newcomer')).toBe('2.0.0');
  });

  it('goes on without the nodes that stopped it, when it is told so', async () => {
    expect((await packyard('rollout', 'resume')).text).toContain('generation 3: running');
    await told(3);
    expect(await showsWhatItIsTold('beta')).toBe('3.0.0');
    expect(await showsWhatItIsTold('gamma')).toBe('3.0.0');
    await eventually(async () => expect((await rollout()).status).toBe('complete'));
    expect(await showsWhatItIsTold('omega')).toBe('3.0.0');
  });

  it('is overtaken by a newer generation, and leads nobody back', async () => {
    for (const node of [...NAMES, 'newcomer']) await showsWhatItIsTold(node);
    await install('1.0.0');
    await told(1);
    expect(await showsWhatItIsTold('alpha')).toBe('1.0.0');
    await told(3);
    expect(await showsWhatItIsTold('beta')).toBe('1.0.0');
    await install('4.0.0');
    await eventually(async () => expect(await rollout()).toMatchObject({ generation: 5, base_generation: 3, step: 1 }));
    await told(1);
    // It stays with what the rollout before it brought.
    expect(await asks('beta')).toBeUndefined();
    expect(await asks('omega')).toBeUndefined();
    expect(await showsWhatItIsTold('alpha')).toBe('4.0.0');
  });

  it('goes back on all nodes at once', async () => {
    expect((await packyard('rollout', 'stop')).text).toContain('generation 5: stopped');
    expect((await packyard('rollback', '--to', '3')).exitCode).toBe(0);
    await eventually(async () => expect(await rollout()).toMatchObject({ status: 'complete', generation: 6 }));
    for (const node of NAMES) expect(await showsWhatItIsTold(node)).toBe('3.0.0');
  });

  it('is over when all are to be told at once: by policy, or for this one', async () => {
    await install('4.0.0');
    await told(1);
    expect((await packyard('rollout', 'resume', '--all')).text).toContain('generation 7: complete');
    for (const node of NAMES) expect(await showsWhatItIsTold(node)).toBe('4.0.0');
    await install('2.0.0');
    await told(1);
    expect((await packyard('rollout', 'policy', '--all-at-once')).text).toBe('policy: all nodes at once\n');
    for (const node of NAMES) expect(await showsWhatItIsTold(node)).toBe('2.0.0');
  });

  it('refuses a policy that is none', async () => {
    const set = (policy: Partial<RolloutPolicy>) =>
      service.request('/api/v1/rollout/policy', { method: 'PUT', body: { steps: ['1'], ...policy } });
    for (const policy of [{ steps: ['-1'] }, { steps: ['101%'] }, { max_failures: 'few' }, { step_seconds: 1 }])
      expect([policy, (await set(policy)).status]).toEqual([policy, 400]);
    expect((await packyard('rollout', 'policy', '--steps', 'half')).exitCode).toBe(2);
  });
});

import { gunzipSync } from 'node:zlib';
import type { RolloutRepository, ToldStates, WantedState, WantedStateRepository } from '@packyard/schema';
import type { Listener, Notifications } from '../../notifications';
import { NodeAnswers } from './node-answers';
import type { WantedBody, WantedSet } from './wanted-set';

const LONG_MS = 600_000;

describe('what is wanted of nodes', () => {
  let notify: Listener;
  let state: WantedState;
  let told: ToldStates | undefined;
  let reads: number;
  let failure: Error | undefined;
  let answers: NodeAnswers;
  const { signal } = new AbortController();

  beforeEach(() => {
    [state, told, reads, failure] = [{ generation: 1, packs: [] }, undefined, 0, undefined];
    const notifications = { listen: (_channel: string, listener: Listener) => (notify = listener) };
    const rows = {
      read: () => {
        reads += 1;
        return failure === undefined ? Promise.resolve(state) : Promise.reject(failure);
      },
    };
    const rollouts = { toldStates: () => Promise.resolve(told) } as Partial<RolloutRepository>;
    answers = new NodeAnswers(
      notifications as unknown as Notifications,
      rows as unknown as WantedStateRepository,
      rollouts as RolloutRepository,
    );
  });
  afterEach(() => answers.end());

  const asked = (after?: string, waitMs = 0) => answers.differingFrom({ after }, { waitMs, signal });
  const readBody = ({ bytes }: WantedBody) => JSON.parse(gunzipSync(bytes).toString()) as unknown;
  const contentOf = async (answer: WantedSet | undefined) => answer && readBody(await answer.all());
  const packOf = (ref: string, version = '1.0.0') => ({
    ref,
    version,
    digest: `digest of ${ref}`,
    storage_path: `${ref}/${version}`,
    content: null,
    environments: [],
  });

  it('is read once for all who ask, and once more after it changed', async () => {
    const first = await asked();
    const waiting = Promise.all(Array.from({ length: 100 }, () => asked(first?.state, LONG_MS)));
    state = { generation: 2, packs: [] };
    notify('');
    const told = await waiting;
    expect(new Set(told.map((answer) => answer?.state)).size).toBe(1);
    expect(await contentOf(told[0])).toEqual({ data: { state: told[0]?.state, generation: 2, packs: [] } });
    expect(reads).toBe(2);
  });

  it('wakes nobody for what stays the same', async () => {
    const first = await asked();
    let isTold = false;
    const waiting = asked(first?.state, LONG_MS).finally(() => (isTold = true));
    notify('');
    await asked();
    expect(isTold).toBe(false);
    // A connection that was lost may have missed something.
    state = { generation: 3, packs: [] };
    notify(undefined);
    expect((await waiting)?.state).toMatch(/^3-/);
  });

  it('names the same number with other content differently', async () => {
    const first = await asked();
    state = { generation: 1, packs: [packOf('slack')] };
    notify('');
    expect((await asked(first?.state))?.state).not.toBe(first?.state);
  });

  it('is told as what changed to those whose state is known, by one answer for all of them', async () => {
    state = { generation: 1, packs: [packOf('email'), packOf('slack'), packOf('sms')] };
    const first = await asked();
    const since = first?.state ?? '';
    state = { generation: 2, packs: [packOf('email'), packOf('slack', '2.0.0')] };
    notify('');
    const [one, other] = await Promise.all([asked(since), asked(since)]);
    if (one === undefined || other === undefined) throw new Error('Nothing is told');
    const bodies = await Promise.all([one, other].map((answer) => answers.bodySince(since, answer)));
    expect(bodies[0]).toBe(bodies[1]);
    const changed = [packOf('slack', '2.0.0')];
    const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
    expect(bodies[0]?.type).toBe('application/vnd.packyard.wanted-changes+json');
    expect(bodies.map(readBody)[0]).toEqual({
      data: { base: since, state: one.state, generation: 2, removed: ['sms'], digest, changed },
    });
    // What it was told before it is told again, and not made anew.
    notify('');
    expect(await asked()).toBe(one);
  });

  it('is told whole to those whose state is not known, and where that is shorter', async () => {
    state = { generation: 1, packs: [packOf('email'), packOf('slack')] };
    const since = (await asked())?.state ?? '';
    state = { generation: 2, packs: [packOf('sms')] };
    notify('');
    const target = await asked(since);
    if (target === undefined) throw new Error('Nothing is told');
    const whole = await target.all();
    expect([whole.type, readBody(whole)]).toMatchObject(['application/json', { data: { packs: [packOf('sms')] } }]);
    expect(await answers.bodySince(since, target)).toBe(whole);
    expect(await answers.bodySince('1-0123456789abcdef', target)).toBe(whole);
  });

  it('lets go who waits when the time is over, when they leave, and when the gateway ends', async () => {
    const first = await asked();
    expect(await asked(first?.state, 1)).toBeUndefined();
    const leaving = new AbortController();
    const left = answers.differingFrom({ after: first?.state }, { waitMs: LONG_MS, signal: leaving.signal });
    leaving.abort();
    expect(await left).toBeUndefined();
    const last = asked(first?.state, LONG_MS);
    answers.end();
    expect(await last).toBeUndefined();
    expect(await asked(first?.state, LONG_MS)).toBeUndefined();
  });

  it('is asked for again after the database did not answer', async () => {
    failure = new Error('gone');
    await expect(asked()).rejects.toThrow('gone');
    failure = undefined;
    expect((await asked())?.state).toMatch(/^1-/);
  });

  it('is the target for those whom a rollout has reached, and for the others what they were told before', async () => {
    const [target, base] = [
      { generation: 3, packs: [] },
      { generation: 1, packs: [] },
    ];
    told = { target, base, told: ['first'] };
    const by = (name: string, after?: string, waitMs = 0) => answers.differingFrom({ name, after }, { waitMs, signal });
    expect((await by('first'))?.generation).toBe(3);
    const held = await by('second');
    expect(held?.generation).toBe(1);
    expect((await by('first', held?.state))?.generation).toBe(3);
    // It got that from a rollout that was overtaken.
    expect(await by('second', '2-0123456789abcdef')).toBeUndefined();
    expect((await asked())?.generation).toBe(1);
    let isTold = false;
    const waiting = by('second', held?.state, LONG_MS).finally(() => (isTold = true));
    told = { target, base, told: ['first', 'third'] };
    notify('');
    expect((await by('third'))?.generation).toBe(3);
    expect(isTold).toBe(false);
    told = { target, base: null, told: [] };
    notify('');
    expect((await waiting)?.generation).toBe(3);
  });
});

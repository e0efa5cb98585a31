import { aPackEvent, aPackView, anExecution } from '../testing/an-execution';
import { changesTo, follow, startProgress, withoutDropped } from './progress';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const started = startProgress(anExecution(), NOON);

describe('following an execution', () => {
  it('adds a pack when it is first heard of, and changes it afterwards', () => {
    const one = follow(started, aPackEvent(), NOON + 1);
    const two = follow(one, aPackEvent({ stage: 'resolve', status: 'pending' }), NOON + 2);
    expect(two.packs).toEqual([{ id: 1, name: 'slack', stage: 'resolve', status: 'pending', startedAtMs: NOON + 1 }]);
  });

  it('is the same when an event comes twice', () => {
    const one = follow(started, aPackEvent({ status: 'failed' }), NOON + 1);
    expect(follow(one, aPackEvent({ status: 'failed' }), NOON + 9)).toEqual(one);
  });

  it('keeps the note of a retry until the stage is over', () => {
    const note = { type: 'note', stage: 'download', packId: 1, text: 'Try 2 of 5 follows.' } as const;
    const retried = follow(follow(started, aPackEvent(), NOON), note, NOON);
    expect(follow(retried, aPackEvent(), NOON).packs[0]?.note).toBe('Try 2 of 5 follows.');
    expect(follow(retried, aPackEvent({ stage: 'build' }), NOON).packs[0]?.note).toBeUndefined();
  });

  it('keeps a note that concerns no single pack with the execution', () => {
    const note = { type: 'note', stage: 'build', packId: null, text: 'pip is not answering.' } as const;
    expect(follow(started, note, NOON).note).toBe('pip is not answering.');
  });

  it('takes times from the service, so that a replay does not start the clocks anew', () => {
    const [stage] = aPackView().stages;
    const times = { started_at: '2026-01-01T11:59:00Z', finished_at: '2026-01-01T11:59:30Z' };
    const pack = aPackView({ stage: 'register', status: 'completed', stages: [{ ...stage!, ...times }] });
    const replayed = [aPackEvent(), aPackEvent({ stage: 'register', status: 'completed' })].reduce(
      (progress, event) => follow(progress, event, NOON),
      startProgress(anExecution({ packs: [pack] }), NOON),
    );
    expect(replayed.packs[0]).toMatchObject({ startedAtMs: NOON - 60_000, endedAtMs: NOON - 30_000 });
  });
});

describe('catching up without events', () => {
  it('tells what is different as events, and nothing when nothing is', () => {
    const known = follow(started, aPackEvent(), NOON);
    const current = anExecution({
      status: 'completed',
      packs: [aPackView(), aPackView({ id: 2, pack_ref: 'jira', stage: 'build' })],
    });
    const changes = changesTo(known, current);
    expect(changes.map(({ type }) => type)).toEqual(['pack', 'status']);
    const caughtUp = changes.reduce((progress, event) => follow(progress, event, NOON), known);
    expect(caughtUp.packs.map(({ name }) => name)).toEqual(['slack', 'jira']);
    expect(changesTo(caughtUp, current)).toEqual([]);
  });

  it('forgets packs that the execution has dropped', () => {
    const known = follow(follow(started, aPackEvent(), NOON), aPackEvent({ id: 2, ref: 'jira' }), NOON);
    expect(withoutDropped(known, anExecution({ packs: [aPackView()] })).packs.map(({ name }) => name)).toEqual([
      'slack',
    ]);
  });
});

import { setImmediate } from 'node:timers/promises';
import { FairSlots, withReaderSlotOwner } from './fair-slots';

describe('slots that are fair', () => {
  const never = new AbortController().signal;
  let entered: string[];
  let give: (() => void)[];
  beforeEach(() => {
    entered = [];
    give = [];
  });
  const ask = async (slots: FairSlots, name: string, signal = never) => {
    const done = await withReaderSlotOwner(name.slice(0, 1), () => slots.acquire(signal));
    entered.push(name);
    give.push(done);
  };
  const askAll = (slots: FairSlots, ...names: string[]) => {
    for (const name of names) void ask(slots, name);
    return setImmediate();
  };

  it('leave one for others, however many somebody asks for', async () => {
    const slots = new FairSlots({ size: 2, spare: 1 });
    await askAll(slots, 'a1', 'a2', 'a3', 'a4', 'b1');
    expect(entered).toEqual(['a1', 'a2', 'b1']);
  });

  it('come first to whoever has least, then in order', async () => {
    const slots = new FairSlots({ size: 2, spare: 0 });
    await askAll(slots, 'a1', 'a2', 'a3', 'a4', 'b1', 'c1');
    for (let at = 0; at < 4; at += 1) {
      give[at]?.();
      await setImmediate();
    }
    expect(entered).toEqual(['a1', 'a2', 'b1', 'a3', 'c1', 'a4']);
  });

  it('are not kept for who does not wait any more', async () => {
    const slots = new FairSlots({ size: 1, spare: 0 });
    await askAll(slots, 'a1');
    const gone = new AbortController();
    const waiting = ask(slots, 'b1', gone.signal);
    void ask(slots, 'c1');
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    give[0]?.();
    await setImmediate();
    expect(entered).toEqual(['a1', 'c1']);
  });
});

import { Turns } from './turns';

describe('Turns', () => {
  it('does one thing at a time, in order, also after one that failed', async () => {
    const turns = new Turns(10, () => new Error('full'));
    const told: string[] = [];
    const work = (name: string) => async () => {
      told.push(`${name} begins`);
      await new Promise(setImmediate);
      told.push(`${name} ends`);
      if (name === 'b') throw new Error(name);
      return name;
    };
    const done = await Promise.allSettled(['a', 'b', 'c'].map((name) => turns.take(work(name))));
    expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('turns away who comes when too many wait, until they are fewer', async () => {
    const turns = new Turns(2, () => new Error('full'));
    const gate = Promise.withResolvers<string>();
    const held = [turns.take(() => gate.promise), turns.take(() => gate.promise)];
    await expect(turns.take(() => gate.promise)).rejects.toThrow('full');
    gate.resolve('open');
    await Promise.all(held);
    await expect(turns.take(() => Promise.resolve('again'))).resolves.toBe('again');
  });
});

import { OneAfterAnother } from './one-after-another';

describe('one after another', () => {
  it('does one thing at a time, in order, also after one that failed', async () => {
    const queue = new OneAfterAnother(10, () => new Error('full'));
    const told: string[] = [];
    const work = (name: string) => async () => {
      told.push(`${name} begins`);
      await new Promise(setImmediate);
      told.push(`${name} ends`);
      if (name === 'b') throw new Error(name);
      return name;
    };
    const done = await Promise.allSettled(['a', 'b', 'c'].map((name) => queue.run(work(name))));
    expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('turns away who comes when too many wait, until they are fewer', async () => {
    const queue = new OneAfterAnother(2, () => new Error('full'));
    const gate = Promise.withResolvers<string>();
    const held = [queue.run(() => gate.promise), queue.run(() => gate.promise)];
    await expect(queue.run(() => gate.promise)).rejects.toThrow('full');
    gate.resolve('open');
    await Promise.all(held);
    await expect(queue.run(() => Promise.resolve('again'))).resolves.toBe('again');
  });
});

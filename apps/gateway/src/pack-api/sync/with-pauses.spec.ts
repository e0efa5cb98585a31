import { mapWithPauses } from './with-pauses';

describe('what is done for many', () => {
  it('is done in order, and lets others go on meanwhile', async () => {
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const numbers = Array.from({ length: 1000 }, (_none, number) => number);
    expect(await mapWithPauses(numbers, (number) => 2 * number)).toEqual(numbers.map((number) => 2 * number));
    isOver = true;
    expect(turns).toBeGreaterThan(50);
  });

  it('ends with the first that fails', async () => {
    const seen: number[] = [];
    const failing = mapWithPauses([1, 2, 3], (number) => {
      seen.push(number);
      if (number === 2) throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(seen).toEqual([1, 2]);
  });
});

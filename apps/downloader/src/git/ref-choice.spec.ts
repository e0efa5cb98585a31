import { RefChooser } from './ref-choice';

describe('RefChooser', () => {
  it('keeps no more of a name than can be shown: a server calls its branches as it likes', () => {
    const chooser = new RefChooser('v1');
    for (let round = 0; round < 20; round += 1)
      chooser.add('a'.repeat(40), `refs/heads/${round}${'\u001b'.repeat(65_000)}`);
    const { names, hasMoreNames } = chooser.choice();
    expect([names.length, hasMoreNames]).toEqual([10, true]);
    expect(Math.max(...names.map((name) => name.length))).toBe(101);
  });
});

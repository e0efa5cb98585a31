import { QuestionBatcher } from './question-batcher';

describe('questions of one moment', () => {
  it('are answered together, and later ones by themselves', async () => {
    const asked: string[][] = [];
    const lengths = new QuestionBatcher((words) => {
      asked.push(words);
      return Promise.resolve(new Map(words.filter(Boolean).map((word) => [word, word.length])));
    });
    const [one, three, again, none] = await Promise.all(['a', 'abc', 'abc', ''].map((word) => lengths.ask(word)));
    expect([one, three, again, none]).toEqual([1, 3, 3, undefined]);
    expect(await lengths.ask('ab')).toBe(2);
    expect(asked).toEqual([['a', 'abc', ''], ['ab']]);
  });

  it('are not answered by what was read before', async () => {
    let current = 0;
    const counts = new QuestionBatcher((words) =>
      Promise.resolve(new Map(words.map((word) => [word, (current += 1)]))),
    );
    let early: Promise<number | undefined> | undefined;
    // Asked while the first one is read.
    const first = counts.ask('a').then((count) => {
      early = counts.ask('a');
      return count;
    });
    expect([await first, await early]).toEqual([1, 2]);
  });

  it('fail together, and are asked again after that', async () => {
    let failure: Error | undefined = new Error('gone');
    const words = new QuestionBatcher((all) =>
      failure === undefined ? Promise.resolve(new Map(all.map((word) => [word, word]))) : Promise.reject(failure),
    );
    const both = await Promise.allSettled([words.ask('a'), words.ask('b')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    failure = undefined;
    expect(await words.ask('a')).toBe('a');
  });
});

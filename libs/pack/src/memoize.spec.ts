import { memoize } from './memoize';

it('what is remembered of texts is forgotten when it takes too much memory, however few they are', () => {
  const asked: string[] = [];
  const lengthOf = memoize(
    (text) => {
      asked.push(text);
      return text.length;
    },
    (length) => length * 10_000,
  );
  expect(['a', 'a', 'bb', 'bb', 'a'].map(lengthOf)).toEqual([1, 1, 2, 2, 1]);
  expect(asked).toEqual(['a', 'bb', 'a']);
});

import { isKnownTag, tagHeader } from './entity-tags';

it.each([
  [tagHeader('abc'), true],
  ['"abc"', true],
  ['"other", W/"abc"', true],
  [undefined, false],
  ['', false],
  ['abc', false],
  ['W/"abcd"', false],
])('takes %j for the tag abc: %s', (header, isKnown) => {
  expect(isKnownTag('abc', header)).toBe(isKnown);
});

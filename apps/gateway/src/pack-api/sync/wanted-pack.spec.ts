import { readWantedPack } from './wanted-pack';

describe('a pack that is wanted', () => {
  it.each([
    ['', '*'],
    [' ^1.2 ', '^1.2'],
    ['>=1 <2', '>=1 <2'],
  ])('by %j is wanted in a version within %s', (written, range) => {
    expect(readWantedPack('slack', written)).toMatchObject({ ref: 'slack', range, text: `slack@${range}` });
  });

  it.each([
    ['>=2 <1', "slack: no version can satisfy '>=2 <1'."],
    ['newest', "slack: 'newest' is neither a range of versions nor a source."],
  ])('by %j is refused: nothing would ever be as it is wanted', (written, message) => {
    expect(() => readWantedPack('slack', written)).toThrow(message);
  });
});

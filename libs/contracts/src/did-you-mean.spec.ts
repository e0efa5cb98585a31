import fc from 'fast-check';
import { nearNames, didYouMean } from './did-you-mean';

const KNOWN = [
  'slack',
  'network_essentials',
  'aws',
  'jira',
  'stackstorm-email',
  'Deploy',
  '1.0.0',
  '1.10.0',
  '2.0.0-rc.1',
];

describe('names that are near', () => {
  it.each([
    ['slak', ['slack']],
    ['slcak', ['slack']],
    ['SLACK', ['slack']],
    ['network-essentials', ['network_essentials']],
    ['network essentials', ['network_essentials']],
    ['email', ['stackstorm-email']],
    ['stackstorm-slack', ['slack']],
    ['deploy', ['Deploy']],
    ['v1.0.0', ['1.0.0']],
    ['2.0.0rc1', ['2.0.0-rc.1']],
    ['asw', ['aws']],
    ['gcp', []],
    ['slack', []],
    ['', []],
    ['x'.repeat(1000), []],
  ])('%j: %j', (wanted, expected) => {
    expect(nearNames(wanted, KNOWN)).toEqual(expected);
  });

  it('stand in front of what else can be done', () => {
    expect(didYouMean('slak', KNOWN, 'List them.')).toBe("Did you mean 'slack'? List them.");
    expect(didYouMean('ab1', ['ab2', 'ab3', 'ab4', 'ab5'], 'List them.')).toBe(
      "Did you mean 'ab2', 'ab3' or 'ab4'? List them.",
    );
    expect(didYouMean('nothing', [], 'List them.')).toBe('List them.');
  });

  it('are found again after any one slip', () => {
    const name = fc.stringMatching(/^[a-z]{6,20}$/);
    fc.assert(
      fc.property(name, fc.nat(), fc.constantFrom('drop', 'double', 'swap', 'case'), (text, at, slip) => {
        const i = at % (text.length - 1);
        const [a, b, c, d] = [text.slice(0, i), text[i] ?? '', text[i + 1] ?? '', text.slice(i + 2)];
        const typed = { drop: a + c + d, double: a + b + b + c + d, swap: a + c + b + d, case: text.toUpperCase() }[
          slip
        ];
        expect(typed === text || nearNames(typed, [text]).includes(text)).toBe(true);
      }),
    );
  });

  it('take any text without failing', () => {
    fc.assert(fc.property(fc.string(), fc.array(fc.string()), (text, names) => nearNames(text, names).length <= 3));
  });
});

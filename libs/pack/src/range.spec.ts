import { assertReadSoon, hostileTexts, scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { fittingVersions } from './fitting-versions';
import { isEmptyRange, isRange, isWithinRange, readRange, satisfiesRange } from './range';
import { compareVersions, parseVersion } from './version';

describe('ranges', () => {
  it.each([
    ['1.2.3', '*', true],
    ['1.2.3', '1.2.3', true],
    ['1.2.4', '1.2.3', false],
    ['1.2.3', '=1.2.3', true],
    ['1.2.3', '==1.2.3', true],
    ['1.2.3', 'v1.2.3', true],
    ['1.9.0', '^1.2', true],
    ['2.0.0', '^1.2', false],
    ['1.2.9', '~1.2', true],
    ['1.3.0', '~1.2.0', false],
    ['1.5.0', '>=1.0,<2.0', true],
    ['2.0.0', '>=1.0 <2.0', false],
    ['1.5.0', '>= 1.0', true],
    ['1.5.0', '1.x', true],
    ['3.0.0', '^1 || ^3', true],
    ['1.0', '=1.0.0', true],
    ['0.4', '<1', true],
    ['1.0.0-rc.1', '^1', false],
    ['1.0.0-rc.1', '>=1.0.0-rc.0', true],
    ['3.11.7', '>=3.8', true],
    ['3.11.7', '~3.11', true],
    ['3.11.7', '~3.12', false],
    ['1.1.0', '~=1.0', true],
    ['2.0.0', '~=1.0', false],
    ['1.4.9', '~=1.4.5', true],
    ['1.5.0', '~=1.4.5', false],
    ['1.2.0', '!=1.2.0', false],
    ['1.2.1', '!=1.2.0', true],
    ['1.1.0', '!=1.2', true],
    ['1.2.9', '!=1.2.*', false],
    ['1.3.0', '>=1.0, !=1.2.*, !=1.4.0, <2', true],
    ['1.4.0', '>=1.0, !=1.2.*, !=1.4.0, <2', false],
    ['1.3.9', '1.0 - 1.3', true],
    ['1.4.0', '1.0 - 1.3', false],
    ['0.9.0', '1.0.0 - 1.3.0', false],
    ['1.2.9', '==1.2.*', true],
    ['7.0.0', 'latest', true],
    ['1.9.0', '<=1', true],
    ['2.0.0', '<=1', false],
    ['1.0.1', '>1', false],
    ['2.0.0', '>1', true],
    ['1.0.1', '1', false],
    ['1.0.0', '1', true],
  ])('%s satisfies %s: %s', (version, range, expected) => {
    expect(satisfiesRange(version, range)).toBe(expected);
  });

  it('are none when so much is excluded between so many bounds that reading one takes a second, and megabytes', () => {
    const excluded = '!=1 !=2 !=3 !=4 !=5 !=6';
    const bounds = Array.from({ length: 160 }, (_, index) => `>=${index}`).join(' ');
    expect(isRange(`${excluded} ${bounds}`)).toBe(false);
    expect(isRange(`${excluded} >=0 <9`)).toBe(true);
    expect(isRange(bounds)).toBe(true);
  });

  it.each(['master', '>=', '1.2.3.4', 'latest and greatest', '~=1', '!=', '=>1', '!=a', '^', '1 - '])(
    '%j is no range',
    (text) => {
      expect(isRange(text)).toBe(false);
    },
  );

  it.each([
    ['1.0.0-rc.1', '*', true],
    ['1.0.0-rc.1', '^1', true],
    ['1.0.0-rc.1', '>=1.0.0', false],
    ['1.0.0-rc.1', '<1.0.0', false],
    ['2.0.0-rc.1', '^1', false],
    ['1.5.0-rc.1', '>=1.0.0 <2.0.0', true],
    ['1.2.0-rc.1', '!=1.2.0', false],
  ])('%s, which is installed, is within %s: %s', (version, range, expected) => {
    expect(isWithinRange(version, range)).toBe(expected);
  });

  it.each([
    ['>=2 <1', true],
    ['>1.0.0 <1.0.0', true],
    ['>1.0.0 <=1.0.0', true],
    ['=1.0.0 =2.0.0', true],
    ['<0.0.0-0', true],
    ['>=2 <1 || ^3', false],
    ['>=1.0.0 <=1.0.0', false],
    ['!=1.0.0', false],
    ['*', false],
  ])('%s can never be satisfied: %s', (range, expected) => {
    expect(isEmptyRange(range)).toBe(expected);
  });

  it('takes pre-releases where a range names one, and where nothing else would do', () => {
    const fitting = (range: string, ...offers: string[]) =>
      fittingVersions(
        offers.map((offer) => ({ version: offer })),
        range,
      ).map((offer) => offer.version);
    expect(fitting('*', '1.0.0', '2.0.0-rc.1')).toEqual(['1.0.0']);
    expect(fitting('*', '2.0.0-rc.1', 'nonsense')).toEqual(['2.0.0-rc.1']);
    expect(fitting('^2', '1.0.0', '2.0.0-rc.1')).toEqual(['2.0.0-rc.1']);
    expect(fitting('>=2.0.0-0', '2.0.0', '2.0.0-rc.1')).toEqual(['2.0.0', '2.0.0-rc.1']);
    expect(fitting('^3', '1.0.0', '2.0.0-rc.1')).toEqual([]);
  });

  const version = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).map((parts) => parts.join('.'));

  it('a version satisfies itself, at least itself, and its own major', () => {
    fc.assert(
      fc.property(version, (text) => {
        expect(
          [text, `=${text}`, `>=${text}`, `^${text}`, `~${text}`, '*'].every((range) => satisfiesRange(text, range)),
        ).toBe(true);
      }),
    );
  });

  it('bounds agree with the order of versions', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(satisfiesRange(a, `<${b}`)).toBe(compareVersions(a, b) < 0);
        expect(satisfiesRange(a, `>=${b}`)).toBe(compareVersions(a, b) >= 0);
      }),
    );
  });

  it('the order is total', () => {
    const anything = fc.oneof(version, fc.string(), fc.constantFrom('0.1', '1', 'v1.0', '1.0.0-rc.1'));
    fc.assert(
      fc.property(anything, anything, anything, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it.each(['', 'x', '1.2.3.4', '01.0.0', '-1'])('%j is no version', (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });
});

describe('a range that somebody of bad will wrote', () => {
  it('takes no time that grows with more than its length', async () => {
    const words = ['>=', '<', '~=', '||', ',', 'v', 'x', '*', ' - ', '(', '\n'];
    await fc.assert(
      fc.asyncProperty(hostileTexts(words), fc.constantFrom(60_000, 1000), (text, length) =>
        assertReadSoon(text, () => satisfiesRange('1.0.0', text.slice(0, length))),
      ),
      { numRuns: scaledRuns(1000), examples: [[`a${' '.repeat(200_000)}(`, 200_002]] },
    );
  });

  it('is refused with words when it is longer than anybody writes one', () => {
    expect(() => readRange(`>=1${' '.repeat(1000)}`)).toThrow(
      /^The version range '>=1 +…' has 1003 characters, and 1000 /,
    );
  });
});

import { parseVersion, versionProblem } from './version';

describe('what is no version', () => {
  it.each([
    ['one', 'is no semantic version such as 1.2.0'],
    ['', 'is no semantic version such as 1.2.0'],
    ['1.2.3.4', 'is no semantic version such as 1.2.0'],
    ['1.0.0-!', 'is no semantic version such as 1.2.0'],
    ['1.2.3-12345678901234567890!', 'is no semantic version such as 1.2.0'],
    ['99999999999999999999.0.0-beta', 'has a number above 9007199254740991'],
    ['v1.9007199254740992', 'has a number above 9007199254740991'],
  ])('has a problem: %j %s', (text, problem) => {
    expect([parseVersion(text), versionProblem(text)]).toEqual([undefined, problem]);
  });
});

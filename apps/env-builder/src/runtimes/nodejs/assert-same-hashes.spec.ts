import { assertSameHashes } from './assert-same-hashes';

const offered = (integrity: string) => `lockfileVersion: '9.0'

packages:

  '@scope/a@1.0.0':
    resolution: {integrity: ${integrity}}

  b@2.0.0:
    resolution: {integrity: sha512-bbb, tarball: http://127.0.0.1/b.tgz}
`;
const npmLock = (integrity: string) => ({
  file: 'package-lock.json',
  text: JSON.stringify({
    packages: { '': {}, 'node_modules/b/node_modules/@scope/a': { version: '1.0.0', integrity } },
  }),
});
const formerNpmLock = (integrity: string) => ({
  file: 'package-lock.json',
  text: JSON.stringify({
    lockfileVersion: 1,
    dependencies: { b: { version: '2.0.0', dependencies: { '@scope/a': { version: '1.0.0', integrity } } } },
  }),
});
const yarnLock = (integrity: string) => ({
  file: 'yarn.lock',
  text: `# yarn lockfile v1\n\n"@scope/a@^1.0.0", "@scope/a@~1.0":\n  version "1.0.0"\n  resolved "https://h.example/a"\n  integrity ${integrity}\n\nb@2:\n  version "2.0.0"\n  integrity sha512-bbb\n`,
});

describe.each([
  ['package-lock.json', npmLock],
  ['package-lock.json', formerNpmLock],
  ['yarn.lock', yarnLock],
])('the content that %s has locked', (file, lock) => {
  it('is what the registry offers', () => {
    expect(() => assertSameHashes(lock('sha512-aaa'), offered('sha512-aaa'))).not.toThrow();
  });

  it('can’t be compared when the hashes are of different kinds', () => {
    expect(() => assertSameHashes(lock('sha1-xxx'), offered('sha512-aaa'))).not.toThrow();
  });

  it('is refused when the registry offers another', () => {
    expect(() => assertSameHashes(lock('sha512-xxx'), offered('sha512-aaa'))).toThrow(
      `The registry offers other content than ${file} says for @scope/a@1.0.0.`,
    );
  });
});

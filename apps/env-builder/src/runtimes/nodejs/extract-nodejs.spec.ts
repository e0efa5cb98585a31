import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarEntry, tarGz, temporaryFolder } from '@packyard/testing';
import { extractNodejs } from './extract-nodejs';

const folder = temporaryFolder();
let made = 0;

function take(archive: Buffer) {
  const number = (made += 1);
  const target = join(folder, `node-${number}`);
  writeFileSync(join(folder, `${number}.tgz`), archive);
  const problem = extractNodejs({ archive: join(folder, `${number}.tgz`), target, maxBytes: 100_000 });
  return problem.then((told) => ({ problem: told, target }));
}

describe('the program of an archive of Node.js', () => {
  it('is its bin/node, in whatever folder the archive has all of it, and can be run', async () => {
    const text = 'x'.repeat(90_000);
    const others = ['package/package.json', 'package/lib/bin/node', 'bin/node', 'package/bin/node/x'];
    const entries = [...others.map((path) => tarEntry(path, 'another')), tarEntry('any/bin/node', text)];
    const { problem, target } = await take(tarGz([...entries, tarEntry('package/bin/node', 'a second')]));
    expect(problem).toBeUndefined();
    expect(readFileSync(target, 'utf8')).toBe(text);
    expect(statSync(target).mode & 0o777).toBe(0o755);
  });

  it.each([
    ['is not there', tarGz([tarEntry('package/index.js', '1')]), 'there is no bin/node in it'],
    [
      'is a link',
      tarGz([tarEntry('package/bin/node', '', { type: '2', linkname: '/etc/passwd' })]),
      'its bin/node is no file',
    ],
    [
      'is too large',
      tarGz([tarEntry('package/bin/node', 'x'.repeat(100_001))]),
      'its bin/node has 100001 bytes, and 100000 are the most',
    ],
    [
      'comes after too much',
      tarGz([tarEntry('package/a', 'x'.repeat(500_000)), tarEntry('package/bin/node', '1')]),
      'its archive holds more than 400000 bytes',
    ],
    ['is in no archive', Buffer.from('nothing of the kind'), "its archive can't be read: incorrect header check"],
  ])('is refused when it %s', async (_what, archive, why) => {
    const { problem, target } = await take(archive);
    expect(problem).toBe(why);
    expect(existsSync(target)).toBe(false);
  });

  it('is refused when the archive was cut', async () => {
    const whole = tarGz([tarEntry('package/bin/node', Buffer.from(crypto.getRandomValues(new Uint8Array(50_000))))]);
    const { problem } = await take(whole.subarray(0, 20_000));
    expect(problem).toBe("its archive can't be read: unexpected end of file");
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertReadSoon, hostileTexts, scaledRuns, temporaryFolder } from '@packyard/testing';
import fc from 'fast-check';
import { readRequirement } from './requirement-kind';

const root = temporaryFolder();
writeFileSync(join(root, 'evil.7z'), '');
mkdirSync(join(root, 'folder-1-py3-none-any.whl'));

async function kindsOf(lines: readonly string[]): Promise<Record<string, string>> {
  const kinds = await Promise.all(lines.map(async (line) => [line, (await readRequirement(line, root)).kind] as const));
  return Object.fromEntries(kinds);
}

function all(lines: readonly string[], kind: string): Record<string, string> {
  return Object.fromEntries(lines.map((line) => [line, kind]));
}

describe('a requirement', () => {
  it('takes no time that grows with more than its length', async () => {
    const words = ['--hash=sha256:ab', ' --hash ', '>=1', ',', ';', '@', 'https://', '.whl', '(', ')', ']', '_'];
    await fc.assert(
      fc.asyncProperty(hostileTexts(words, 19_000), (text) =>
        // As many lines as a file has room for.
        assertReadSoon(text, async () => {
          for (let line = 0; line < 50; line += 1) await readRequirement(text, root);
        }),
      ),
      { numRuns: scaledRuns(500), examples: [[`a${' '.repeat(19_000)}(`], [`a ${' '.repeat(19_000)}]`]] },
    );
  });

  it('names a package of an index in these forms', async () => {
    const names = [
      'six',
      'zope.interface',
      'six==1.17.0',
      'six ~= 1.0 , != 1.5.*',
      'six (>=1,<2)',
      'flask[async, dotenv]>=2 ; python_version > "3"',
      "requests[socks]==2.0;extra == 'x'",
      'six===1.0+local.1',
      'six>=1!2.0rc1,',
      'six==1.17.0     --hash=sha256:ab12     --hash=sha256:cd34',
    ];
    expect(await kindsOf(names)).toEqual(all(names, 'name'));
  });

  it('names a wheel in these forms', async () => {
    const wheels = [
      './wheels/x-1.0-py3-none-any.whl',
      'wheels/x_y-1.0-1b-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl[extra]',
      'x-1.0-py3-none-any.whl ; python_version > "3"',
      'x @ https://h.example/p/x-1.0-py3-none-any.whl',
      'x @ https://h.example/p/x-1.0-py3-none-any.whl ; python_version > "3"',
      'https://h.example/x-1.0%2Bcpu-py3-none-any.whl?token=1#sha256=ab',
      './x-1.0-py3-none-any.whl --hash=sha256:ab',
    ];
    expect(await kindsOf(wheels)).toEqual(all(wheels, 'wheel'));
  });

  it('may be built in all others, however it is written', async () => {
    const sources = [
      ...['.', './lib', 'lib/', 'lib[x] @ ./lib', 'x @ lib', './lib[x]', './lib ; python_version > "3"'],
      ...['evil.zip', 'evil.zip[x]', 'evil.ZIP [x]', 'evil.zip ; python_version > "3"', 'evil.zip --hash=sha256:ab'],
      ...[
        'evil.tlz',
        'evil.tar.lz',
        'evil.tar.lzma',
        'evil.tar.zst',
        'evil.tar.new',
        'evil.7z',
        'evil.7z[x]',
        'a==1.zip',
      ],
      ...['a==1+x.zip', 'evil.egg', './x.whl', 'folder-1-py3-none-any.whl', './folder-1-py3-none-any.whl'],
      ...['https://h/x-1.0.tar.gz#.whl', 'https://h/x-1.0.tar.gz?q=.whl', 'https://h/x.zip#x-1.0-py3-none-any.whl'],
      ...[
        'https://h/x.zip?/x-1.0-py3-none-any.whl',
        'https://h/x.zip%2F..whl',
        'https://h/x-1.0-py3-none-any.whl;a=.zip',
      ],
      ...['https://h/x-1.0-py3-none-any.whl x.zip', 'https://h/x-1.0-py3-none-any.whl/', 'https://h/'],
      ...['git+https://h/x-1.0-py3-none-any.whl', 'x @ git+ssh://h/x.git@1', 'hg+https://h/x', 'svn://h/x'],
      ...['six -e ./lib', 'six ; python_version > "3" -e ./lib', 'six --config-settings=a=b', 'six --global-option=x'],
      ...[
        'six --hash',
        'six=1',
        'six 1',
        'six>=',
        'six[',
        '',
        '"./lib"',
        "'six'",
        '~/x',
        'a\\b',
        `six==${'1'.repeat(20_000)}`,
      ],
    ];
    expect(await kindsOf(sources)).toEqual(all(sources, 'source'));
  });
});

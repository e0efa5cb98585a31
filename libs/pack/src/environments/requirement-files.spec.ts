import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertReadSoon, hostileTexts, scaledRuns, temporaryFolder } from '@packyard/testing';
import fc from 'fast-check';
import { requirementFiles } from './requirement-files';

const root = temporaryFolder();

function read(text: string) {
  writeFileSync(join(root, 'requirements.txt'), text);
  return requirementFiles(root, 'requirements.txt');
}

describe('requirements', () => {
  it.each([
    ['versions without commas', `a<1${'!1'.repeat(100)} /`],
    ['lines of blanks', `a${' '.repeat(60_000)}b\n`.repeat(15)],
  ])('take no time that grows with more than their length: %s', async (_what, text) => {
    await assertReadSoon(text, read);
  });

  it('take no such time, whatever is written over and over', async () => {
    const words = [
      '-r ',
      '-c x',
      '--hash=sha256:ab',
      ' --hash ',
      '<1',
      '>=',
      ',',
      ';',
      '@',
      'https://',
      '#',
      '\\\n',
      '(',
      ')',
      ']',
    ];
    await fc.assert(
      fc.asyncProperty(hostileTexts(words), (text) => assertReadSoon(text, read)),
      { numRuns: scaledRuns(1000) },
    );
  });

  it('are refused by name when they are more than anybody writes', async () => {
    await expect(read(`a\n${'b'.repeat(70_000)}`)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: 'requirements.txt, line 2 has 70000 characters or more, and 65536 are allowed.',
    });
    await expect(read('a\n'.repeat(20_001))).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await expect(read(`#${'a'.repeat(2 ** 20)}`)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: 'With requirements.txt, requirements have 1048577 bytes, and 1048576 are allowed.',
    });
    mkdirSync(join(root, 'more'));
    for (let number = 0; number < 100; number += 1)
      writeFileSync(join(root, `more/${number}.txt`), `-r ${number + 1}.txt\n`);
    await expect(read('-r more/0.txt')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('with hundreds of hashes on one line are read as they were', async () => {
    const hashes = ' --hash=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'.repeat(200);
    expect(await read(`lxml==6.0.0 ; python_version >= "3.8"${hashes}\n`)).toMatchObject({
      namesMore: false,
      isEmpty: false,
    });
    expect(await read(`lxml==6.0.0${hashes} ./x\n`)).toMatchObject({ namesMore: true });
  });
});

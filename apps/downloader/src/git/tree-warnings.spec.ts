import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { treeWarnings } from './tree-warnings';

const LFS = 'The repository uses Git LFS, whose files are not fetched: ask for them with lfs: true, or ?lfs=1.';

describe('what is said of a tree that git has written', () => {
  const folder = temporaryFolder();
  const elsewhere = join(folder, 'elsewhere');
  beforeAll(() => writeFileSync(elsewhere, '*.bin filter=lfs\n'));
  const warningsWith = (make: (file: string) => void) => {
    const tree = mkdtempSync(join(folder, 'tree-'));
    make(join(tree, '.gitattributes'));
    return treeWarnings(tree);
  };

  it('is that files of Git LFS are not fetched', async () => {
    expect(await warningsWith((file) => writeFileSync(file, '*.bin filter=lfs\n'))).toEqual([LFS]);
    expect(await warningsWith((file) => writeFileSync(file, '*.bat eol=crlf\n'))).toEqual([]);
  });

  it.each<[string, (file: string) => void]>([
    ['a link to another file', (file) => symlinkSync(elsewhere, file)],
    ['a link to a device without an end', (file) => symlinkSync('/dev/zero', file)],
    ['a pipe that nobody writes to', (file) => void execFileSync('mkfifo', [file])],
    ['more than anybody writes', (file) => writeFileSync(file, `${'#'.repeat(1024 * 1024)}\n* filter=lfs\n`)],
  ])('is nothing, at once, where attributes are %s', async (_what, make) => {
    expect(await warningsWith(make)).toEqual([]);
  });
});

import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '@packyard/sandbox';
import { temporaryFolder } from '@packyard/testing';
import { CopyAllowance } from '../copy-allowance';
import { copyWheels } from './copy-wheels';

const root = temporaryFolder();
const WHEEL = 'theirs-1.0-py3-none-any.whl';
let count = 0;

describe('wheels that foreign code has made', () => {
  it('are taken from a folder', async () => {
    const { scratch, made } = aBuild();
    expect((await take(made, scratch)).paths).toEqual([expect.stringMatching(`/${WHEEL}$`)]);
  });

  it.each([
    ['the folder', ''],
    ['a folder on the way to it', '..'],
  ])('are not taken where a link stands in place of %s, whatever it leads to', async (_what, above) => {
    const { scratch, made } = aBuild();
    const replaced = join(made, above);
    const elsewhere = join(root, `elsewhere-${count}`);
    renameSync(replaced, elsewhere);
    symlinkSync(elsewhere, replaced);
    await expect(take(made, scratch)).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: expect.stringContaining('requirements.txt, the place of its wheels, is no folder'),
    });
    expect(existsSync(join(scratch, 'taken'))).toBe(false);
  });
});

function aBuild() {
  const scratch = join(root, `build-${count++}`);
  const made = join(scratch, 'foreign/wheels/requirements.txt');
  mkdirSync(made, { recursive: true });
  writeFileSync(join(made, WHEEL), 'a wheel');
  return { scratch, made };
}

function take(made: string, scratch: string) {
  return copyWheels(made, scratch, new CopyAllowance(DEFAULT_LIMITS, new AbortController().signal));
}

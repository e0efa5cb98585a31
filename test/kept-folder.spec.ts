import { cpSync, existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { keptFolder } from './support/kept-folder.mjs';

const parent = temporaryFolder();
const elsewhere = temporaryFolder();
const program = join(parent, 'program');
let made = 0;

beforeEach(() => {
  made = 0;
  writeFileSync(program, '');
});

it('is made once of the same', async () => {
  const folder = await kept('one');
  expect(await kept('one')).toBe(folder);
  expect(readdirSync(folder)).toContain('content');
  expect(await kept('other')).not.toBe(folder);
  expect(made).toBe(2);
});

it('is made again when what it was made of is another', async () => {
  const folder = await kept('changed');
  utimesSync(program, 1, 1);
  expect(await kept('changed')).toBe(folder);
  rmSync(program);
  await expect(kept('changed')).rejects.toThrow('ENOENT');
  expect(made).toBe(3);
});

it('is made from nothing where a run was interrupted', async () => {
  const interrupted = keptFolder(parent, 'interrupted', (folder) => {
    writeFileSync(join(folder, 'half'), '');
    throw new Error('interrupted');
  });
  await expect(interrupted).rejects.toThrow('interrupted');
  const folder = await kept('interrupted');
  expect(existsSync(join(folder, 'half'))).toBe(false);
});

it('is made from nothing where a run was killed before it had said that all is there', async () => {
  const folder = await kept('killed');
  writeFileSync(join(folder, 'made-of.json'), '');
  await kept('killed');
  expect(made).toBe(2);
});

it('is made again where it was copied to, since what is in it says where it lies', async () => {
  const folder = await kept('copied');
  cpSync(folder, join(elsewhere, basename(folder)), { recursive: true });
  expect(await kept('copied', elsewhere)).not.toBe(join(elsewhere, basename(folder)));
  expect(made).toBe(2);
});

it('does not stay for long', async () => {
  const folder = await kept('old');
  utimesSync(folder, 1, 1);
  await kept('new');
  expect(existsSync(folder)).toBe(false);
});

function kept(same: string, place = parent): Promise<string> {
  return keptFolder(place, same, (folder) => {
    made += 1;
    writeFileSync(join(folder, 'content'), '');
    return [program];
  });
}

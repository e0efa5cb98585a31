import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type ExecutionOptions } from '@packyard/contracts';
import { type Transaction, UnitOfWork } from '@packyard/schema';
import { HomeLayout, LocalPolicy, PackStore } from '@packyard/store';
import { temporaryFolder } from '@packyard/testing';
import { PacksBaseDirLink } from './packs-base-dir-link';

const folder = temporaryFolder();
const layout = new HomeLayout(join(folder, 'home'));
const links = new PacksBaseDirLink(
  new LocalPolicy({ PACKYARD_LOCAL_ROOTS: [folder] }, layout.ownFolders),
  layout,
  new PackStore(layout),
);
const base = join(folder, 'base');
const options = (more: Partial<ExecutionOptions>) => ({ packsBaseDir: base, ...more }) as ExecutionOptions;
const newUnit = () => new UnitOfWork({} as Transaction);

function theirs(ref: string): string {
  const file = join(base, ref, 'file');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'theirs');
  return file;
}

const open = async (ref: string, more: Partial<ExecutionOptions> = {}) => {
  const unit = newUnit();
  await (await links.prepare(ref, options(more))).create(unit);
  return unit;
};
const inBase = (name: string) => join(base, name);

beforeAll(() => {
  for (const name of ['home/packs', 'home/store/packs/slack/1.0.0', 'elsewhere', 'base'])
    mkdirSync(join(folder, name), { recursive: true });
});

describe('what lies where packs_base_dir wants a link', () => {
  it.each([
    ['folder', () => theirs('a-folder')],
    ['file', () => writeFileSync(inBase('a-file'), 'theirs')],
    ['link', () => symlinkSync('../elsewhere', inBase('a-link'))],
    ['link', () => symlinkSync('../nowhere', inBase('a-dangling-link'))],
    ['link', () => symlinkSync('../home', inBase('a-link-to-the-home'))],
  ])('is never replaced when it is a %s of somebody else', async (what, make) => {
    const before = readdirSync(base);
    make();
    const [ref = ''] = readdirSync(base).filter((name) => !before.includes(name));
    const { ino } = lstatSync(inBase(ref));
    for (const force of [false, true]) {
      await expect(links.prepare(ref, options({ force }))).rejects.toMatchObject({
        code: 'DESTINATION_INVALID',
        message: `There is a ${what} at ${inBase(ref)} that Packyard did not put there.`,
        hint: expect.stringContaining('Remove it yourself') as string,
      });
    }
    expect(lstatSync(inBase(ref)).ino).toBe(ino);
    expect(readdirSync(base)).toHaveLength(before.length + 1);
  });

  it('is not replaced either when it came after the check', async () => {
    const { create: openLater } = await links.prepare('late', options({ force: true }));
    const file = theirs('late');
    await expect(openLater(newUnit())).rejects.toMatchObject({ code: 'DESTINATION_INVALID' });
    expect(readFileSync(file, 'utf8')).toBe('theirs');
  });

  it.each([
    ['the base', base],
    ['a folder above it', join(base, 'above')],
  ])(
    "is not looked for in Packyard's own folders when a link takes the place of %s after the check",
    async (_what, swapped) => {
      const packsBaseDir = swapped === base ? base : join(swapped, 'inner');
      mkdirSync(packsBaseDir, { recursive: true });
      const prepared = await links.prepare('swapped', options({ packsBaseDir }));
      renameSync(swapped, `${swapped}.aside`);
      symlinkSync(layout.packStore, swapped);
      const before = readdirSync(layout.packStore);
      await expect(prepared.create(newUnit())).rejects.toMatchObject({ code: 'DESTINATION_INVALID' });
      expect(readdirSync(layout.packStore)).toEqual(before);
      rmSync(swapped);
      renameSync(`${swapped}.aside`, swapped);
    },
  );

  it.each([
    ['the version', '../home/store/packs/slack/1.0.0'],
    ['what is enabled', '../home/packs/slack'],
    ['what was enabled and is gone', '../home/packs/gone'],
  ])('is replaced when it is our own link to %s, and comes back when the registration is undone', async (_to, text) => {
    symlinkSync(text, inBase('ours'));
    const unit = await open('ours');
    expect(readlinkSync(inBase('ours'))).toBe('../home/packs/ours');
    await unit.undo();
    expect(readlinkSync(inBase('ours'))).toBe(text);
    rmSync(inBase('ours'));
  });

  it('may be nothing, and is nothing again when the registration is undone', async () => {
    const unit = await open('new');
    expect(readlinkSync(inBase('new'))).toBe('../home/packs/new');
    await unit.undo();
    expect(readdirSync(base)).not.toContain('new');
  });

  it.each(['home', 'holder'])("is never on the way to Packyard's own files: %s", async (ref) => {
    const at = join(folder, 'holder/home');
    const home = new HomeLayout(ref === 'home' ? layout.home : at);
    const policy = new LocalPolicy({ PACKYARD_LOCAL_ROOTS: [folder] }, home.ownFolders);
    await expect(
      new PacksBaseDirLink(policy, home, new PackStore(home)).prepare(ref, options({ packsBaseDir: folder })),
    ).rejects.toMatchObject({
      code: 'DESTINATION_INVALID',
      message: expect.stringContaining("Packyard's own files") as string,
    });
  });

  it('is named with the reason when it can not be looked at', async () => {
    await expect(links.prepare('y'.repeat(300), options({}))).rejects.toMatchObject({
      code: 'DESTINATION_INVALID',
      message: expect.stringContaining('ENAMETOOLONG') as string,
    });
  });
});

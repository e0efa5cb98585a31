import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
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
const options = (more: Partial<ExecutionOptions>) => ({ packsBaseFolder: base, ...more }) as ExecutionOptions;
const newUnit = () => new UnitOfWork({} as Transaction);

function theirs(ref: string): string {
  const file = join(base, ref, 'file');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'theirs');
  return file;
}

describe('what lies where packs_base_dir wants a link', () => {
  it('is refused without force', async () => {
    theirs('refused');
    await expect(links.prepare('refused', options({ force: false }))).rejects.toMatchObject({
      code: 'DESTINATION_INVALID',
    });
  });

  it('comes back when the registration is rolled back', async () => {
    const file = theirs('undone');
    const unit = newUnit();
    await (await links.prepare('undone', options({ force: true }))).open(unit);
    expect(readlinkSync(join(base, 'undone'))).toBe('../home/packs/undone');
    await unit.undo();
    expect(readFileSync(file, 'utf8')).toBe('theirs');
  });

  it('goes with the commit', async () => {
    theirs('done');
    const unit = newUnit();
    await (await links.prepare('done', options({ force: true }))).open(unit);
    await unit.runEffects();
    expect(readlinkSync(join(base, 'done'))).toBe('../home/packs/done');
    expect(readdirSync(base).filter((name) => name.startsWith('.done'))).toEqual([]);
  });

  it('is named with the reason when it can not be looked at', async () => {
    mkdirSync(base, { recursive: true });
    await expect(links.prepare('y'.repeat(300), options({}))).rejects.toMatchObject({
      code: 'DESTINATION_INVALID',
      message: expect.stringContaining('ENAMETOOLONG') as string,
    });
  });
});

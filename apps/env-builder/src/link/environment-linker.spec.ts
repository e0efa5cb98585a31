import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ExecutionOptions } from '@packyard/contracts';
import { type ClaimedPack, type Transaction, UnitOfWork } from '@packyard/schema';
import { EnvironmentStore, HomeLayout, LocalPolicy } from '@packyard/store';
import { aPack, temporaryFolder } from '@packyard/testing';
import { EnvironmentLinker } from './environment-linker';

const root = realpathSync(temporaryFolder());
const layout = new HomeLayout(join(root, 'home'));
const policy = new LocalPolicy({ PACKYARD_LOCAL_ROOTS: [root] }, layout.ownFolders);
const stored = { addLink: jest.fn(), addLinkedEnvironment: jest.fn() } as never;
const links = new EnvironmentLinker(policy, layout, new EnvironmentStore(layout), stored, stored, stored);
const ready = { id: 1, runtime: 'python', path: 'python/f/1', details: null } as never;

function newPack(): string {
  return aPack('slack').writeTo(join(mkdtempSync(join(root, 'place-')), 'slack'));
}

const prepare = (path: string, forceRebuild = false) =>
  links.prepare({ id: 1, source: { kind: 'local', path } } as unknown as ClaimedPack, 'python', {
    action: 'core.build_pack_envs',
    forceRebuild,
  } as ExecutionOptions);

async function link(path: string, forceRebuild = false): Promise<UnitOfWork> {
  const unit = new UnitOfWork({} as Transaction);
  await (
    await prepare(path, forceRebuild)
  )(unit, ready, 1);
  return unit;
}

beforeAll(() => mkdirSync(join(layout.environmentStore, 'python/f/1'), { recursive: true }));

describe('the link to an environment', () => {
  it('takes the place of nothing, and of our own link', async () => {
    const pack = newPack();
    await link(pack);
    const said = readlinkSync(join(pack, 'virtualenv'));
    expect(said).toContain('home/store/environments');
    await link(pack);
    expect(readlinkSync(join(pack, 'virtualenv'))).toBe(said);
  });

  it.each([
    ['a link to a folder', '../other', 'other'],
    ['a link to an environment that another tool made', '../venv', 'venv'],
    ['a link to nothing', '../nowhere', undefined],
    ["a link to Packyard's own keys", '../../home/secret-key', undefined],
    ['a link to all that is stored', '../../home/store', undefined],
  ])('takes not the place of %s, also with force_rebuild', async (_what, text, made) => {
    const pack = newPack();
    if (made !== undefined) mkdirSync(join(pack, '..', made));
    if (made === 'venv') writeFileSync(join(pack, '../venv/pyvenv.cfg'), '');
    symlinkSync(text, join(pack, 'virtualenv'));
    for (const force of [false, true]) {
      await expect(link(pack, force)).rejects.toMatchObject({
        code: 'DESTINATION_INVALID',
        message: `${join(pack, 'virtualenv')} exists already, and Packyard did not build it.`,
        hint: expect.stringContaining('a link that Packyard did not make') as string,
      });
    }
    expect(readlinkSync(join(pack, 'virtualenv'))).toBe(text);
  });

  it('takes the place of a folder that another tool made with force_rebuild only, and gives it back when it is undone', async () => {
    const pack = newPack();
    mkdirSync(join(pack, 'virtualenv'));
    writeFileSync(join(pack, 'virtualenv/pyvenv.cfg'), '');
    await expect(link(pack)).rejects.toMatchObject({ hint: 'Remove it, or set force_rebuild to replace it.' });
    const unit = await link(pack, true);
    expect(lstatSync(join(pack, 'virtualenv')).isSymbolicLink()).toBe(true);
    await unit.undo();
    expect(lstatSync(join(pack, 'virtualenv/pyvenv.cfg')).isFile()).toBe(true);
  });

  it.each([
    ['a link of somebody else came there', (pack: string) => symlinkSync('../x', join(pack, 'virtualenv'))],
    [
      'a link took the place of the folder',
      (pack: string) => {
        renameSync(pack, `${pack}.aside`);
        symlinkSync(layout.environmentStore, pack);
      },
    ],
  ])('is not made when %s while it was built', async (_what, change) => {
    const pack = newPack();
    const make = await prepare(pack, true);
    change(pack);
    await expect(make(new UnitOfWork({} as Transaction), ready, 1)).rejects.toMatchObject({
      code: 'DESTINATION_INVALID',
    });
    expect(() => lstatSync(join(layout.environmentStore, 'virtualenv'))).toThrow('ENOENT');
  });
});

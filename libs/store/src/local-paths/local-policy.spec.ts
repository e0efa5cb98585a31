import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, realpathSync, rmdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { LocalPolicy } from './local-policy';

describe('LocalPolicy', () => {
  const root = realpathSync(temporaryFolder());
  const allowed = join(root, 'allowed');
  const home = join(allowed, 'home');
  const policy = new LocalPolicy(
    { PACKYARD_LOCAL_ROOTS: [allowed] },
    { readable: [join(root, 'installed')], closed: home, installation: join(allowed, 'program') },
  );

  beforeAll(() => {
    for (const folder of [
      'allowed/home/store',
      'allowed/.tools',
      'allowed/program/bin',
      'allowed/pack',
      'installed/slack',
      'secret',
    ])
      mkdirSync(join(root, folder), { recursive: true });
    symlinkSync(join(root, 'secret'), join(allowed, 'way-out'));
    symlinkSync('.tools', join(allowed, 'to-tools'));
  });

  it('lets requests read below the roots and what is installed, and nowhere else', async () => {
    await expect(policy.resolve(join(allowed, 'pack'))).resolves.toBe(join(allowed, 'pack'));
    await expect(policy.resolve(join(root, 'installed/slack'))).resolves.toBe(join(root, 'installed/slack'));
    await expect(policy.resolve(join(root, 'secret'))).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    await expect(policy.resolve(join(allowed, 'way-out'))).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
  });

  it.each(['allowed', 'allowed/home', 'allowed/home/store'])(
    "never lets requests read %s, for the service's keys",
    async (folder) => {
      await expect(policy.resolve(join(root, folder))).rejects.toMatchObject({
        code: 'SOURCE_FORBIDDEN',
        message: expect.stringContaining("Packyard's own files") as string,
      });
    },
  );

  it('asks whether a path that is not there is mistyped', async () => {
    await expect(policy.resolve(join(allowed, 'slakc'))).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      hint: expect.stringContaining('typing error') as string,
    });
  });

  it('tells what is neither a file nor a folder, and does not wait for it', async () => {
    execFileSync('mkfifo', [join(allowed, 'pipe')]);
    const server = createServer().listen(join(allowed, 'socket'));
    await once(server, 'listening');
    for (const name of ['pipe', 'socket']) {
      await expect(policy.reading(join(allowed, name), () => Promise.resolve())).rejects.toMatchObject({
        code: 'SOURCE_NOT_FOUND',
        message: expect.stringContaining(`${join(allowed, name)} can't be read on the worker`) as string,
      });
    }
    server.close();
  });

  it('lets requests write below the roots, also where there is nothing yet', async () => {
    await expect(policy.resolveForWriting(join(allowed, 'new/deep'))).resolves.toBe(join(allowed, 'new/deep'));
  });

  it.each([
    ['what is outside', () => join(root, 'secret/new')],
    ['what a link leads out to', () => join(allowed, 'way-out/new')],
    ['what the service keeps', () => join(home, 'store')],
    ['what is installed', () => join(root, 'installed/slack')],
    ['what is hidden', () => join(allowed, '.local/bin')],
    ['what Node.js takes modules from', () => join(allowed, 'node_modules/@nestjs')],
    ['what lies in a folder that is hidden', () => join(allowed, 'pack/.git/hooks')],
    ['what a path leads to that climbs into what is hidden', () => `${allowed}/new/../.config`],
    ['what a link leads to that is hidden', () => join(allowed, 'to-tools/new')],
    ['the program itself', () => join(allowed, 'program')],
    ['what belongs to the program', () => join(allowed, 'program/bin')],
    ['a path that climbs out', () => `${allowed}/new/../../secret`],
  ])('never lets requests write to %s', async (_what, path) => {
    await expect(policy.resolveForWriting(path())).rejects.toMatchObject({ code: 'DESTINATION_INVALID' });
  });

  it('lets requests write to what is hidden when the operator has named it', async () => {
    const hidden = new LocalPolicy(
      { PACKYARD_LOCAL_ROOTS: [allowed, join(allowed, '.tools')] },
      { readable: [], closed: home },
    );
    await expect(hidden.resolveForWriting(join(allowed, '.tools/new'))).resolves.toBe(join(allowed, '.tools/new'));
  });

  it.each(['home', 'program', '.bashrc'])('never lets a link be made in the place of %s', async (name) => {
    await expect(policy.resolveLinkForWriting(allowed, name)).rejects.toMatchObject({ code: 'DESTINATION_INVALID' });
  });

  it('lets links be made beside them, and does not follow what is there', async () => {
    await expect(policy.resolveLinkForWriting(allowed, 'way-out')).resolves.toBe(join(allowed, 'way-out'));
    await expect(policy.resolveLinkForWriting(join(allowed, 'new'), 'slack')).resolves.toBe(join(allowed, 'new/slack'));
  });

  it('lets environments be linked into packs that are installed, or lie where may be written to', async () => {
    for (const folder of [join(root, 'installed/slack'), join(allowed, 'pack')]) {
      await expect(policy.assertMayLinkInto(folder)).resolves.toBeUndefined();
    }
    for (const folder of [join(allowed, '.tools'), join(allowed, 'program/bin'), join(root, 'secret')]) {
      await expect(policy.assertMayLinkInto(folder)).rejects.toMatchObject({ code: 'DESTINATION_INVALID' });
    }
  });

  describe('where requests may write', () => {
    const other = join(root, 'other');
    const make = (roots: { PACKYARD_LOCAL_ROOTS: string[]; PACKYARD_WRITE_ROOTS?: string[] }) =>
      new LocalPolicy(roots, { readable: [], closed: join(root, 'packyard'), userHome: allowed });

    it.each([
      ['the home of the user', { PACKYARD_LOCAL_ROOTS: [allowed, other] }, [false, true]],
      ['a folder above it', { PACKYARD_LOCAL_ROOTS: [root] }, [false, true]],
      ['a folder in it', { PACKYARD_LOCAL_ROOTS: [allowed, join(allowed, 'pack')] }, [true, false]],
    ])('is not the home of the user by default, when requests may name %s', async (_what, roots, expected) => {
      const policyOfThese = make(roots);
      const isAllowed = async (path: string) =>
        policyOfThese.resolveForWriting(path).then(
          () => true,
          () => false,
        );
      expect([await isAllowed(join(allowed, 'pack/new')), await isAllowed(join(other, 'new'))]).toEqual(expected);
      await expect(policyOfThese.resolve(join(allowed, 'pack'))).resolves.toBe(join(allowed, 'pack'));
    });

    it('is what the operator says, and the refusal names the setting', async () => {
      const named = make({ PACKYARD_LOCAL_ROOTS: [other], PACKYARD_WRITE_ROOTS: [join(allowed, 'pack')] });
      await expect(named.resolveForWriting(join(allowed, 'pack/new'))).resolves.toBe(join(allowed, 'pack/new'));
      await expect(named.resolveForWriting(join(other, 'new'))).rejects.toMatchObject({
        code: 'DESTINATION_INVALID',
        hint: `Add its folder to PACKYARD_WRITE_ROOTS (now ${join(allowed, 'pack')}).`,
      });
    });

    it("is never Packyard's own home, whatever the operator says", async () => {
      const named = make({ PACKYARD_LOCAL_ROOTS: [], PACKYARD_WRITE_ROOTS: [root] });
      for (const folder of ['packyard', 'packyard/cache', 'packyard/store/packs']) {
        await expect(named.resolveForWriting(join(root, folder))).rejects.toMatchObject({
          code: 'DESTINATION_INVALID',
        });
      }
    });
  });

  it('is asked once more while a folder is held: a link that came after the check leads nowhere', async () => {
    const folder = join(allowed, 'held');
    mkdirSync(folder);
    const resolved = jest.spyOn(policy, 'resolveForWriting').mockImplementationOnce((path) => {
      rmdirSync(folder);
      symlinkSync(join(root, 'secret'), folder);
      return Promise.resolve(path);
    });
    const work = jest.fn();
    await expect(policy.writingInto(folder, work)).rejects.toMatchObject({
      code: 'DESTINATION_INVALID',
      message: expect.stringContaining('leads elsewhere') as string,
    });
    expect([resolved.mock.calls.length, work.mock.calls.length]).toEqual([1, 0]);
    await expect(policy.reading(folder, work)).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
  });

  it('knows the folder of the program by itself', async () => {
    const own = new LocalPolicy({ PACKYARD_LOCAL_ROOTS: ['/'] }, { readable: [], closed: home });
    await expect(own.resolveForWriting(__dirname)).rejects.toMatchObject({
      code: 'DESTINATION_INVALID',
      message: expect.stringContaining("Packyard's own program") as string,
    });
  });
});

import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { LocalPolicy } from './local-policy';

describe('LocalPolicy', () => {
  const root = realpathSync(temporaryFolder());
  const allowed = join(root, 'allowed');
  const home = join(allowed, 'home');
  const policy = new LocalPolicy(
    { PACKYARD_LOCAL_ROOTS: [allowed] },
    { readable: [join(root, 'installed')], closed: home },
  );

  beforeAll(() => {
    for (const folder of ['allowed/home/store', 'allowed/pack', 'installed/slack', 'secret'])
      mkdirSync(join(root, folder), { recursive: true });
    symlinkSync(join(root, 'secret'), join(allowed, 'way-out'));
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

  it('lets requests write below the roots, also where there is nothing yet', async () => {
    await expect(policy.resolveForWriting(join(allowed, 'new/deep'))).resolves.toBe(join(allowed, 'new/deep'));
  });

  it.each([
    ['what is outside', () => join(root, 'secret/new')],
    ['what a link leads out to', () => join(allowed, 'way-out/new')],
    ['what the service keeps', () => join(home, 'store')],
    ['what is installed', () => join(root, 'installed/slack')],
    ['a path that climbs out', () => `${allowed}/new/../../secret`],
  ])('never lets requests write to %s', async (_what, path) => {
    await expect(policy.resolveForWriting(path())).rejects.toMatchObject({ code: 'DESTINATION_INVALID' });
  });
});

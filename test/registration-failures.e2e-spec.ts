import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackView } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import { Client } from 'pg';
import { LAYOUTS, type Service } from './support/service';
import { TestFixture } from './support/test-fixture';

describe.each(LAYOUTS)('registering (%s)', (layout) => {
  const fixture = new TestFixture();
  let service: Service;

  /** Two versions of one pack; the second one is what the test makes of it. */
  const folder = (name: string) => fixture.path('packs', name);
  const former = (ref: string) =>
    aPack(ref)
      .version('1.0.0')
      .writeTo(folder(`${ref}-1`));
  const next = (ref: string) => aPack(ref).version('2.0.0');
  const readEnabled = (ref: string) => readFileSync(fixture.path('home/packs', ref, 'pack.yaml'), 'utf8');

  /** It is enabled, listed, and its files are where readers look for them. */
  async function expectAnswering(ref: string, version: string): Promise<void> {
    const pack = (await service.pack(ref)) as PackView;
    expect(pack.version).toBe(version);
    expect(pack.components).toHaveLength(1);
    expect(readEnabled(ref)).toContain(`version: ${version}`);
  }

  beforeAll(async () => {
    mkdirSync(fixture.path('packs'));
    // Even root has to obey modes then.
    service = await fixture.start({ layout, isUnprivileged: true });
  });

  it('a pack whose requirements can not be read fails alone, and what needs it with it', async () => {
    const unreadable = aPack('unreadable').withFile('requirements.txt', 'x').writeTo(folder('unreadable'));
    writeFileSync(join(unreadable, 'requirements.txt'), Buffer.from('c3287878ff', 'hex'));
    const fine = aPack('fine').writeTo(folder('fine'));
    const { packs } = await service.install([unreadable, fine]);
    expect(packs.map(({ pack_ref: ref, error }) => [ref, error?.code])).toEqual([
      ['unreadable', 'MANIFEST_INVALID'],
      ['fine', undefined],
    ]);
  });

  describe('a registration that fails leaves the former version enabled and answering', () => {
    it('when a test of the pack fails', async () => {
      await service.install([former('tested')]);
      const broken = next('tested')
        .withFile(
          'tests/test_it.py',
          'import unittest\nclass It(unittest.TestCase):\n  def test_it(self): self.fail()\n',
        )
        .writeTo(folder('tested-2'));
      const { packs, status } = await service.install([broken]);
      expect(status).toBe('failed');
      expect(packs[0]?.error?.code).toBe('TESTS_FAILED');
      await expectAnswering('tested', '1.0.0');
    });

    it('when it would have to be replaced by a version that does not come', async () => {
      const app = (version: string, range: string) => aPack('app').version(version).requiring('lib', range);
      const lib = (version: string) =>
        aPack('lib')
          .version(version)
          .writeTo(folder(`lib-${version}`));
      await service.install([lib('1.0.0'), app('1.0.0', '^1').writeTo(folder('app-1'))]);
      const broken = app('2.0.0', '^2')
        .withFile(
          'tests/test_it.py',
          'import unittest\nclass It(unittest.TestCase):\n  def test_it(self): self.fail()\n',
        )
        .writeTo(folder('app-2'));
      const { packs, status } = await service.install([lib('2.0.0'), broken]);
      expect(status).toBe('failed');
      expect(packs.map(({ pack_ref, error }) => [pack_ref, error?.code])).toEqual([
        ['lib', 'PACK_NEEDED'],
        ['app', 'TESTS_FAILED'],
      ]);
      expect(packs[0]?.error?.message).toBe(
        'Pack lib was taken back, because what would have gone with it did not: app 1.0.0 needs lib ^1.',
      );
      await expectAnswering('lib', '1.0.0');
      await expectAnswering('app', '1.0.0');
    });

    it('when its third component is invalid', async () => {
      await service.install([former('typed')]);
      const broken = next('typed')
        .withFile('actions/second.yaml', 'ref: typed.second\nrunner_type: shell\nentry_point: run.sh\n')
        .withFile('actions/third.yaml', 'ref: typed.third\nrunner_type: [shell\n')
        .writeTo(folder('typed-2'));
      const { packs } = await service.install([broken]);
      expect(packs[0]?.error).toMatchObject({
        code: 'COMPONENT_INVALID',
        message: expect.stringContaining('actions/third.yaml') as string,
      });
      await expectAnswering('typed', '1.0.0');
    });

    it('when the folder of what is enabled is read-only', async () => {
      await service.install([former('locked')]);
      const packs = fixture.path('home/packs');
      chmodSync(packs, 0o555);
      try {
        const failed = await service.install([next('locked').writeTo(folder('locked-2'))]);
        expect(failed.packs[0]?.error).toMatchObject({
          code: 'STORE_FAILED',
          message: expect.stringContaining('EACCES') as string,
        });
        await expectAnswering('locked', '1.0.0');
      } finally {
        chmodSync(packs, 0o755);
      }
      expect((await service.install([folder('locked-2')])).status).toBe('completed');
      await expectAnswering('locked', '2.0.0');
    });

    it('when the connection to the database drops in the middle of it', async () => {
      await service.install([former('dropped')]);
      const blocker = new Client({ connectionString: fixture.database.url });
      await blocker.connect();
      try {
        // Registering comes as far as its last statements, and waits there.
        await blocker.query('BEGIN; LOCK TABLE generation_change IN ACCESS EXCLUSIVE MODE');
        const { id } = await service.submit([next('dropped').writeTo(folder('dropped-2'))]);
        await eventually(async () => {
          const terminated = await fixture.database.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE wait_event_type = 'Lock' AND query LIKE '%generation_change earlier%'`,
          );
          expect(terminated).toHaveLength(1);
        });
        await expectAnswering('dropped', '1.0.0');
        await blocker.query('ROLLBACK');
        // Such trouble passes: it is tried again by itself.
        expect((await service.ended(id)).status).toBe('completed');
        await expectAnswering('dropped', '2.0.0');
      } finally {
        await blocker.end();
      }
    });
  });

  it('takes everything back that an atomic request did for the others', async () => {
    await service.install([former('first')]);
    const ok = next('first').writeTo(folder('first-2'));
    const fresh = aPack('fresh').writeTo(folder('fresh'));
    const needy = aPack('needy').requiring('fresh').writeTo(folder('needy'));
    const broken = aPack('broken').requiring('first').withFile('actions/run.yaml', 'ref: [').writeTo(folder('broken'));
    const ended = await service.install([ok, fresh, needy, broken], { atomic: true });
    expect(ended.status).toBe('failed');
    expect(Object.fromEntries(ended.packs.map((pack) => [pack.pack_ref ?? 'broken', pack.error?.code]))).toEqual({
      first: 'ROLLED_BACK',
      fresh: 'ROLLED_BACK',
      needy: 'ROLLED_BACK',
      broken: 'COMPONENT_INVALID',
    });
    await expectAnswering('first', '1.0.0');
    expect(await service.pack('fresh')).toBeUndefined();
    expect(await service.pack('needy')).toBeUndefined();
    expect((await service.pack('first'))?.versions).toEqual(['1.0.0']);
  });
});

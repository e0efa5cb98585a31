import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import type { EnvironmentId, RuntimeName } from '@packyard/contracts';
import { PackRepository } from '@packyard/schema';
import { HomeLayout } from '@packyard/store';
import { aPack, eventually } from '@packyard/testing';
import { VersionFixture } from './testing/version-fixture';
import { Uninstaller } from './uninstaller';
import { VersionEnabling } from './version-enabling';
import { VersionEnvironmentLinks } from './version-environment-links';
import { VersionRegistration } from './version-registration';

const fixture = new VersionFixture();
const one = aPack('slack').version('1.0.0');
// At the commit.
const FAIL = `
  CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$;
  CREATE CONSTRAINT TRIGGER late AFTER INSERT OR DELETE ON pack_version_environment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION fail()`;

/** As after it was built. */
async function environment(runtime: RuntimeName, fingerprint: string) {
  const path = `${runtime}/${fingerprint}/1`;
  const folder = join(fixture.get(HomeLayout).environmentStore, path);
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync('1', join(folder, '../current'));
  const [row] = await fixture.database.query<{ id: EnvironmentId }>(
    `INSERT INTO environment (runtime, fingerprint, request, status, path) VALUES ($1, $2, '{}', 'ready', $3) RETURNING id`,
    [runtime, fingerprint, path],
  );
  return { id: row!.id, runtime, path, content: null, platform: null };
}

const enabled = (name: string) => join(fixture.get(HomeLayout).enabledPacksFolder, 'slack', name);
/** Somebody waits for the name of a pack, which another one holds. */
const waitsForLock = () =>
  eventually(async () => {
    const sql = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
    expect(await fixture.database.query(sql)).toHaveLength(1);
  });
/** The fingerprint of the environment that the enabled version leads to. */
const leadsTo = (name: string) =>
  /environments\/\w+\/([^/]+)\/current/.exec(resolve(enabled('.'), readlinkSync(enabled(name))))?.[1];

describe('links of installed content to its environments', () => {
  it('lead where the same content was installed with last, and to nothing that it has no more', async () => {
    const [old, other, packages] = [
      await environment('python', 'old'),
      await environment('python', 'other'),
      await environment('nodejs', 'packages'),
    ];
    await fixture.install(one, { environments: [old, packages] });
    expect([leadsTo('virtualenv'), leadsTo('node_modules')]).toEqual(['old', 'packages']);
    await fixture.install(one, { environments: [other] });
    expect([leadsTo('virtualenv'), existsSync(enabled('node_modules'))]).toEqual(['other', false]);
    await fixture.install(one, { environments: [] });
    expect(existsSync(enabled('virtualenv'))).toBe(false);
  });

  it('stay as they are of the same content where no environment was asked for', async () => {
    const [old, other, packages] = [
      await environment('python', 'old'),
      await environment('python', 'other'),
      await environment('nodejs', 'packages'),
    ];
    await fixture.install(one, { environments: [old, packages] });
    await fixture.install(one, { environments: [packages], keptRuntimes: ['python'] });
    expect([leadsTo('virtualenv'), leadsTo('node_modules')]).toEqual(['old', 'packages']);
    await fixture.install(one, { environments: [], keptRuntimes: ['python'] });
    expect([leadsTo('virtualenv'), existsSync(enabled('node_modules'))]).toEqual(['old', false]);
    await fixture.install(one, { environments: [other], keptRuntimes: ['python', 'nodejs'] });
    expect(leadsTo('virtualenv')).toBe('other');
    const [row] = await fixture.database.query('SELECT environment_id AS id FROM pack_version_environment');
    expect(row).toEqual({ id: other.id });
    // Other content has no environment that was built for it.
    await fixture.install(aPack('slack').version('1.0.0').withFile('more', ''), {
      force: true,
      keptRuntimes: ['python'],
    });
    expect(existsSync(enabled('virtualenv'))).toBe(false);
  });

  it('are known before it is registered again, for what is tested before', async () => {
    const [old, packages] = [await environment('python', 'old'), await environment('nodejs', 'packages')];
    await fixture.install(one, { environments: [old, packages] });
    const storagePath = `slack/${readdirSync(join(fixture.get(HomeLayout).packStore, 'slack'))[0]}`;
    const known = async (request: object) =>
      (
        await fixture
          .get(VersionRegistration)
          .environmentsFor({ environments: [], files: { storagePath }, ...request } as never)
      ).map(({ path }) => path);
    expect(await known({ keptRuntimes: ['nodejs', 'python'] })).toEqual([packages.path, old.path]);
    expect(await known({ keptRuntimes: ['python'], environments: [packages] })).toEqual([packages.path, old.path]);
    expect(await known({ keptRuntimes: ['python'], files: { storagePath: 'slack/other' } })).toEqual([]);
    await fixture.install(aPack('slack').version('2.0.0'), { environments: [await environment('python', 'later')] });
    await fixture.database.query('UPDATE pack_version SET storage_path = $1', [storagePath]);
    expect(await known({ keptRuntimes: ['nodejs', 'python'] })).toEqual([
      packages.path,
      expect.stringContaining('later'),
    ]);
    expect(await known({})).toEqual([]);
  });

  it('stay as they are of what is enabled, when nothing is to be enabled', async () => {
    const [old, other] = [await environment('python', 'old'), await environment('python', 'other')];
    await fixture.install(one, { environments: [old] });
    for (const environments of [[other], []]) {
      await fixture.install(one, { environments, enable: false });
      expect(leadsTo('virtualenv')).toBe('old');
    }
    const [row] = await fixture.database.query('SELECT environment_id AS id FROM pack_version_environment');
    expect(row).toEqual({ id: old.id });
  });

  it('lead where they led when installing it again fails at the end', async () => {
    const [old, other] = [await environment('python', 'old'), await environment('python', 'other')];
    await fixture.install(one, { environments: [old] });
    await fixture.database.query(FAIL);
    for (const environments of [[other], []]) {
      await expect(fixture.install(one, { environments })).rejects.toThrow('no room');
      expect(leadsTo('virtualenv')).toBe('old');
    }
  });

  it('lead where they led when what was uninstalled can not be installed again', async () => {
    const [old, other] = [await environment('python', 'old'), await environment('python', 'other')];
    await fixture.install(one, { environments: [old] });
    await fixture.install(aPack('slack').version('2.0.0'));
    const actor = { kind: 'user', id: 1, name: 'ada' } as const;
    await fixture.get(Uninstaller).uninstall('slack', { which: 'version', version: '1.0.0' }, { actor });
    await fixture.database.query(FAIL);
    await expect(fixture.install(one, { environments: [other] })).rejects.toThrow('no room');
    const contents = join(fixture.get(HomeLayout).packStore, 'slack');
    const [content] = readdirSync(contents).filter((name) => name.startsWith('1.0.0'));
    expect(readlinkSync(join(contents, content!, 'virtualenv'))).toContain('/old/');
  });

  it('are repaired by the maintenance, before environments go that no row names', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const old = await environment('python', 'old');
    await environment('python', 'unused');
    await fixture.install(one, { environments: [old] });
    // As a process leaves it that dies before its commit.
    const { environmentStore } = fixture.get(HomeLayout);
    rmSync(enabled('virtualenv'));
    symlinkSync(join(environmentStore, 'python/unused/current'), enabled('virtualenv'));
    symlinkSync(join(environmentStore, 'nodejs/unused/current/node_modules'), enabled('node_modules'));
    await fixture.tidy(0);
    expect([leadsTo('virtualenv'), existsSync(enabled('virtualenv'))]).toEqual(['old', true]);
    expect(() => readlinkSync(enabled('node_modules'))).toThrow('ENOENT');
    await fixture.tidy(0);
    expect(warned.mock.calls.flat().filter((text) => /to its environments/.test(String(text)))).toHaveLength(1);
    warned.mockRestore();
  });

  it('are repaired of what is archived, too, and one that can not be keeps no other waiting', async () => {
    const told = [jest.spyOn(Logger.prototype, 'warn'), jest.spyOn(Logger.prototype, 'error')];
    for (const spy of told) spy.mockImplementation();
    const old = await environment('python', 'old');
    for (const version of ['1.0.0', '2.0.0', '3.0.0'])
      await fixture.install(aPack('slack').version(version), { environments: [old] });
    const actor = { kind: 'user', id: 1, name: 'ada' } as const;
    await fixture.get(Uninstaller).uninstall('slack', { which: 'version', version: '2.0.0' }, { actor });
    const contents = join(fixture.get(HomeLayout).packStore, 'slack');
    const link = (version: string) =>
      join(
        contents,
        readdirSync(contents).find((name) => name.startsWith(version))!,
        'virtualenv',
      );
    for (const version of ['1.0.0', '2.0.0']) rmSync(link(version));
    // A folder in its place.
    mkdirSync(join(link('1.0.0'), 'in the way'), { recursive: true });
    await fixture.tidy(100);
    expect(readlinkSync(link('2.0.0'))).toContain('/old/');
    expect(told[1]?.mock.calls.flat().join()).toContain("to its environments can't be repaired");
    jest.restoreAllMocks();
  });

  it('are not repaired behind the back of who installs again what is archived and has no row', async () => {
    const [old, other] = [await environment('python', 'old'), await environment('python', 'other')];
    await fixture.install(one, { environments: [old] });
    const actor = { kind: 'user', id: 1, name: 'ada' } as const;
    await fixture.get(VersionEnabling).disable('slack', undefined, { actor });
    await fixture.get(Uninstaller).uninstall('slack', { which: 'all' }, { actor });
    const [reached, go] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const record = () => {
      reached.resolve(undefined);
      return go.promise;
    };
    const installing = fixture.install(one, { environments: [other], record });
    await reached.promise;
    const repairing = fixture.get(VersionEnvironmentLinks).repairAll();
    await waitsForLock();
    go.resolve(undefined);
    await Promise.all([installing, repairing]);
    expect(leadsTo('virtualenv')).toBe('other');
  });

  it('lead where the rows say of content that was lost and comes again', async () => {
    const [old, other] = [await environment('python', 'old'), await environment('python', 'other')];
    await fixture.install(one, { environments: [old] });
    const content = join(fixture.get(HomeLayout).packStore, 'slack');
    rmSync(content, { recursive: true });
    await fixture.install(one, { environments: [], enable: false });
    expect(leadsTo('virtualenv')).toBe('old');
    rmSync(content, { recursive: true });
    const record = () => Promise.reject(new Error('no room'));
    await expect(fixture.install(one, { environments: [other], record })).rejects.toThrow('no room');
    expect(leadsTo('virtualenv')).toBe('old');
  });

  it('lead where they led also when the database can not be asked after a failure', async () => {
    const [old, other] = [await environment('python', 'old'), await environment('python', 'other')];
    await fixture.install(one, { environments: [old] });
    await fixture.database.query(FAIL);
    jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    jest.spyOn(fixture.get(PackRepository), 'lockAll').mockRejectedValue(new Error('away'));
    await expect(fixture.install(one, { environments: [other] })).rejects.toThrow('no room');
    expect(leadsTo('virtualenv')).toBe('old');
    jest.restoreAllMocks();
  });

  it('are none of ours where a pack brings its own', async () => {
    const own = {
      writeTo: (folder: string) => {
        one.writeTo(folder);
        mkdirSync(join(folder, 'node_modules'));
        writeFileSync(join(folder, 'node_modules/a.js'), '');
        symlinkSync('pack.yaml', join(folder, 'virtualenv'));
        return folder;
      },
    };
    for (let time = 0; time < 2; time += 1) await fixture.install(own);
    await fixture.tidy(0);
    expect([readlinkSync(enabled('virtualenv')), existsSync(enabled('node_modules/a.js'))]).toEqual([
      'pack.yaml',
      true,
    ]);
  });
});

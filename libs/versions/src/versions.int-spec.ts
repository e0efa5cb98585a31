import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExecutionId } from '@packyard/contracts';
import { AuditRepository, GenerationRepository, PackRepository, RoleRepository, Transactions } from '@packyard/schema';
import { HomeLayout } from '@packyard/store';
import { aPack, eventually } from '@packyard/testing';
import { DataSource } from 'typeorm';
import { BrokenUpgradeCheck } from './broken-upgrade-check';
import { EnabledSet } from './enabled-set';
import { LinkRepair } from './link-repair';
import { ExecutionUndo } from './execution-undo';
import { InstalledVersions } from './installed-versions';
import { Rollback } from './rollback';
import { aBundle, VersionFixture } from './testing/version-fixture';
import { Uninstaller } from './uninstaller';
import { VersionEnabling } from './version-enabling';

const ada = { actor: { kind: 'user', id: 1, name: 'ada' } as const };
const fixture = new VersionFixture();
const all = { which: 'all' } as const;

const enable = (ref: string, version?: string, options = {}) =>
  fixture.get(VersionEnabling).enable(ref, version, { ...ada, ...options });
const disable = (ref: string, version?: string, options = {}) =>
  fixture.get(VersionEnabling).disable(ref, version, { ...ada, ...options });
const uninstall = (ref: string, version: string, options = {}) =>
  fixture.get(Uninstaller).uninstall(ref, { which: 'version', version }, { ...ada, ...options });
const rollBack = (to?: number, options = {}) => fixture.get(Rollback).run({ ...ada, to, ...options });
/** What was recorded, first to last. */
const recorded = async () => {
  const [events] = await fixture.get(AuditRepository).list({ limit: 100, offset: 0 });
  return events.reverse().map(({ action, subject, before, after }) => [action, subject, before, after]);
};
const enabledNow = async () =>
  (await fixture.versions()).filter((line) => line.endsWith(' Enabled')).map((line) => line.replace(' Enabled', ''));
const linked = (ref: string) =>
  readFileSync(join(fixture.get(HomeLayout).enabledPacksFolder, ref, 'pack.yaml'), 'utf8');

const OF_SLACK = `JOIN pack_version version ON version.id = pack_version_id
  JOIN pack ON pack.id = version.pack_id AND pack.ref = 'slack'`;
const ALL_THAT_BELONGS = `
  SELECT 'component' AS what, kind || component.ref || definition AS content FROM component ${OF_SLACK}
  UNION ALL SELECT 'dependency', dependency.ref || range FROM pack_version_dependency dependency ${OF_SLACK}
  UNION ALL SELECT 'environment', environment_id::text FROM pack_version_environment ${OF_SLACK}
  UNION ALL SELECT 'permission', name FROM permission ${OF_SLACK}
  UNION ALL SELECT 'rule', command || text FROM rule ${OF_SLACK} ORDER BY what, content`;

describe('versions side by side', () => {
  beforeEach(async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('slack').version('2.0.0'), { enable: false });
  });

  it('keeps the enabled version when another one is installed without enabling it', async () => {
    expect(await fixture.versions()).toEqual(['slack 1.0.0 Enabled', 'slack 2.0.0 Disabled']);
    expect(linked('slack')).toContain('version: 1.0.0');
  });

  it('switches to the version that is named, and back', async () => {
    expect(await enable('slack', '2.0.0')).toEqual({ ref: 'slack', version: '2.0.0', former: '1.0.0' });
    expect(linked('slack')).toContain('version: 2.0.0');
    await enable('slack', '1.0.0');
    expect(await fixture.versions()).toEqual(['slack 1.0.0 Enabled', 'slack 2.0.0 Disabled']);
  });

  it('enables the highest release when no version is named', async () => {
    await fixture.install(aPack('slack').version('3.0.0-rc.1'), { enable: false });
    expect(await enable('slack')).toMatchObject({ version: '2.0.0' });
  });

  it('makes no generation when nothing changes', async () => {
    const before = await fixture.get(GenerationRepository).current();
    await enable('slack', '1.0.0');
    expect(await fixture.get(GenerationRepository).current()).toEqual(before);
  });

  it('takes the link away when nothing is enabled any more', async () => {
    expect(await disable('slack')).toEqual([{ ref: 'slack', version: null, former: '1.0.0' }]);
    expect(fixture.links()).toEqual([]);
    await expect(disable('slack')).rejects.toMatchObject({
      code: 'PACK_NOT_ENABLED',
      message: 'slack was already disabled',
    });
  });

  it('refuses to disable a version that is not the enabled one', async () => {
    await expect(disable('slack', '2.0.0')).rejects.toMatchObject({
      message: 'slack 2.0.0 is not enabled; the enabled version is 1.0.0',
    });
  });

  it('names what is not there', async () => {
    await expect(enable('slakc')).rejects.toMatchObject({ code: 'PACK_NOT_FOUND', message: "Pack 'slakc' not found" });
    await expect(enable('slack', '9.0.0')).rejects.toMatchObject({
      code: 'VERSION_NOT_FOUND',
      message: 'No version 9.0.0 found for slack',
      hint: 'Installed are 1.0.0, 2.0.0.',
    });
  });

  it('uninstalls disabled versions and refuses the enabled one', async () => {
    await expect(uninstall('slack', '1.0.0')).rejects.toMatchObject({
      code: 'VERSION_ENABLED',
      message: 'Cannot uninstall enabled version. Please disable the pack first',
    });
    await expect(fixture.get(Uninstaller).uninstall('slack', all, ada)).rejects.toMatchObject({
      message: 'slack 1.0.0 is currently enabled. Please disable the pack first.',
    });
    expect(await fixture.get(Uninstaller).uninstall('slack', { which: 'clean' }, ada)).toEqual([
      { ref: 'slack', version: '2.0.0' },
    ]);
    expect(await fixture.versions()).toEqual(['slack 1.0.0 Enabled']);
  });

  it('forgets a pack whose last version goes', async () => {
    await disable('slack');
    await fixture.get(Uninstaller).uninstall('slack', all, ada);
    expect(await fixture.versions()).toEqual([]);
    expect(await fixture.database.query('SELECT ref FROM pack')).toEqual([]);
  });

  it('records every change with who made it', async () => {
    await enable('slack', '2.0.0');
    const [[newest]] = await fixture.get(AuditRepository).list({ limit: 1, offset: 0 });
    expect(newest).toMatchObject({
      actor: 'ada',
      actorKind: 'user',
      actorId: 1,
      action: 'pack.enable',
      subject: 'pack slack',
      before: { enabled: '1.0.0' },
      after: { enabled: '2.0.0', reason: 'enabled slack 2.0.0' },
    });
  });
});

it('is not repaired by others while a switch is on its way', async () => {
  await fixture.install(aPack('slack').version('1.0.0'));
  await fixture.install(aPack('slack').version('2.0.0'), { enable: false });
  const links = fixture.get(LinkRepair);
  let commit = (): void => undefined;
  const held = new Promise<void>((resolve) => (commit = resolve));
  const next = await fixture.get(InstalledVersions).find('slack', '2.0.0');
  const switching = fixture.get(Transactions).run(async (unit) => {
    const { packId } = await fixture.get(PackRepository).lock(unit.transaction, 'slack');
    await unit.transaction.query('UPDATE pack SET enabled_version_id = $2 WHERE id = $1', [packId, next.packVersionId]);
    await fixture.get(EnabledSet).moveLink(unit, 'slack', next.storagePath);
    await held;
  });
  await eventually(() => expect(linked('slack')).toContain('version: 2.0.0'));
  const repairing = links.repair('slack');
  await eventually(async () => {
    const waiting = await fixture.database.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    expect(waiting).toHaveLength(1);
  });
  expect(linked('slack')).toContain('version: 2.0.0');
  commit();
  await switching;
  expect(await repairing).toBe(false);
  expect(linked('slack')).toContain('version: 2.0.0');
});

describe('grants of permissions', () => {
  const granted = () => fixture.database.query('SELECT permission FROM role_permission');

  beforeEach(async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.database
      .query(`INSERT INTO permission (pack_version_id, position, name) SELECT id, 0, 'send' FROM pack_version;
      INSERT INTO role (name) VALUES ('talkers');
      INSERT INTO role_permission (role_id, pack_id, permission) SELECT role.id, pack.id, 'send' FROM role, pack`);
  });

  const revoked = [
    'role.revoke',
    'role talkers',
    { bundle: 'slack', permission: 'send' },
    { reason: 'no version of slack declares it any more' },
  ];

  it('go with the last version that declares them, and that is recorded', async () => {
    await disable('slack');
    await uninstall('slack', '1.0.0');
    expect(await granted()).toEqual([]);
    expect((await recorded()).at(-1)).toEqual(revoked);
  });

  it('go when the version is replaced by one that does not declare them', async () => {
    await fixture.install(aPack('slack').version('1.0.0').withFile('README.md', 'other content'), { force: true });
    expect(await granted()).toEqual([]);
    expect(await recorded()).toContainEqual(revoked);
  });

  it('come back with that version, and not with another of its name', async () => {
    await uninstall('slack', '1.0.0', { force: true });
    await fixture.install(aPack('slack').version('1.0.0').withFile('README.md', 'other content'));
    expect(await granted()).toEqual([]);
    await rollBack(1);
    expect(await granted()).toEqual([{ permission: 'send' }]);
    expect(await recorded()).toContainEqual([
      'role.grant',
      'role talkers',
      null,
      { bundle: 'slack', permission: 'send', reason: 'kept since it was uninstalled or replaced' },
    ]);
  });

  it('do not come back with a version that was installed without them', async () => {
    await uninstall('slack', '1.0.0', { force: true });
    await fixture.install(aPack('slack').version('2.0.0'));
    await fixture.database.query(
      "INSERT INTO permission (pack_version_id, position, name) SELECT id, 0, 'send' FROM pack_version",
    );
    await uninstall('slack', '2.0.0', { force: true });
    await rollBack(3);
    expect(await enabledNow()).toEqual(['slack 2.0.0']);
    expect(await granted()).toEqual([]);
  });

  it('do not come back once they were revoked', async () => {
    await uninstall('slack', '1.0.0', { force: true });
    await fixture
      .get(DataSource)
      .transaction((transaction) =>
        fixture.get(RoleRepository).revoke(transaction, 'talkers', { bundle: 'slack', permission: 'send' }),
      );
    await rollBack(1);
    expect(await granted()).toEqual([]);
  });

  it('are forgotten with the version that is forgotten', async () => {
    await uninstall('slack', '1.0.0', { force: true });
    await fixture.install(aPack('email'));
    await fixture.tidy(1);
    expect(await fixture.database.query('SELECT FROM archived_grant')).toEqual([]);
  });
});

describe('what others need', () => {
  beforeEach(async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('slack').version('2.0.0'), { enable: false });
    await fixture.install(aPack('deploy').requiring('slack', '^1'));
    await fixture.install(aPack('night').requiring('deploy'));
  });

  it('is neither disabled nor switched to a version that will not do', async () => {
    const message = 'This would break what is enabled: deploy 1.0.0 needs slack ^1.';
    await expect(disable('slack')).rejects.toMatchObject({ code: 'PACK_NEEDED', message });
    await expect(enable('slack', '2.0.0')).rejects.toMatchObject({ code: 'PACK_NEEDED', message });
    expect(await fixture.versions('slack')).toEqual(['slack 1.0.0 Enabled', 'slack 2.0.0 Disabled']);
  });

  it('is not uninstalled without what needs it, though it is disabled already', async () => {
    await disable('slack', undefined, { force: true });
    await expect(uninstall('slack', '1.0.0')).rejects.toMatchObject({ code: 'PACK_NEEDED' });
    const gone = await uninstall('slack', '1.0.0', { cascade: true });
    expect(gone.map(({ ref }) => ref)).toEqual(['night', 'deploy', 'slack']);
    expect(await fixture.versions()).toEqual(['slack 2.0.0 Disabled']);
  });

  it('goes along when that is asked for, whoever needs most first', async () => {
    const gone = await disable('slack', undefined, { cascade: true });
    expect(gone.map(({ ref }) => ref)).toEqual(['night', 'deploy', 'slack']);
    expect(fixture.links()).toEqual([]);
  });

  it('is disabled all the same by force, and what lacks it can not be enabled then', async () => {
    await disable('slack', undefined, { force: true });
    await disable('night');
    await disable('deploy');
    await expect(enable('deploy')).rejects.toMatchObject({
      code: 'DEPENDENCY_MISSING',
      message: 'What it needs is not enabled: deploy 1.0.0 needs slack ^1.',
    });
  });

  it('is kept while an enabled pack waits for it', async () => {
    await disable('slack', undefined, { force: true });
    await expect(uninstall('slack', '1.0.0')).rejects.toMatchObject({
      code: 'PACK_NEEDED',
      message: "Pack 'slack' can't be uninstalled, because deploy 1.0.0 needs it.",
    });
    await uninstall('slack', '2.0.0');
  });

  it('is uninstalled together with those who need it', async () => {
    const gone = await uninstall('slack', '1.0.0', { cascade: true });
    expect(gone.map(({ ref }) => ref)).toEqual(['night', 'deploy', 'slack']);
    expect(await fixture.versions()).toEqual(['slack 2.0.0 Disabled']);
  });
});

describe('rolling back', () => {
  it('brings back the whole set of an earlier generation, in one new generation', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('email').version('1.0.0'));
    await fixture.install(aPack('slack').version('2.0.0'));
    await disable('email');
    const outcome = await rollBack(2);
    expect(outcome).toMatchObject({ restored: 2, generation: 5 });
    expect(await fixture.versions()).toEqual(['email 1.0.0 Enabled', 'slack 1.0.0 Enabled', 'slack 2.0.0 Disabled']);
    expect(linked('slack')).toContain('version: 1.0.0');
    expect(fixture.links()).toEqual(['email', 'slack']);
  });

  it('goes back one step after the other when no generation is named', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('slack').version('2.0.0'));
    await fixture.install(aPack('slack').version('3.0.0'));
    await rollBack();
    expect(linked('slack')).toContain('version: 2.0.0');
    await rollBack();
    expect(linked('slack')).toContain('version: 1.0.0');
    await rollBack();
    expect(fixture.links()).toEqual([]);
    await expect(rollBack()).rejects.toMatchObject({ message: 'There is no earlier generation to roll back to.' });
  });

  it('installs again what was uninstalled or replaced since, with all that belonged to it', async () => {
    await fixture.install(aPack('base'));
    await fixture.install(aPack('slack').version('1.0.0').requiring('base', '^1'));
    await fixture.database.query(
      `INSERT INTO permission (pack_version_id, position, name) SELECT id, 0, 'send' FROM pack_version;
       INSERT INTO rule (pack_version_id, command, position, text) SELECT id, 'send', 0, 'allow' FROM pack_version;
       INSERT INTO environment (runtime, fingerprint, request, status) VALUES ('python', 'f', '{}', 'pending');
       INSERT INTO pack_version_environment (pack_version_id, environment_id)
         SELECT version.id, environment.id FROM pack_version version, environment`,
    );
    const belongings = () => fixture.database.query<{ what: string }>(ALL_THAT_BELONGS);
    const before = await belongings();
    expect(before.map((row) => row.what)).toEqual(['component', 'dependency', 'environment', 'permission', 'rule']);
    await fixture.install(aPack('slack').version('1.0.0').withFile('README.md', 'other content'), { force: true });
    expect(await rollBack()).toMatchObject({ packs: [{ ref: 'slack', isRestored: true }] });
    await disable('slack');
    await fixture.get(Uninstaller).uninstall('slack', all, ada);
    await rollBack(2);
    expect(await belongings()).toEqual(before);
    expect(linked('slack')).toContain('version: 1.0.0');
  });

  it('only tells what would happen when it is rehearsed', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('slack').version('2.0.0'));
    expect(await rollBack(1, { dryRun: true })).toEqual({
      restored: 1,
      generation: undefined,
      packs: [{ ref: 'slack', former: '2.0.0', version: '1.0.0', isRestored: false, isInPlaceOfAnother: false }],
      skipped: [],
    });
    expect(linked('slack')).toContain('version: 2.0.0');
  });

  it('refuses what would break an enabled pack, unless it is forced', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('deploy').requiring('slack', '^2'));
    await fixture.install(aPack('slack').version('2.0.0'));
    const refusal = {
      code: 'PACK_NEEDED',
      message: 'This would break what is enabled: deploy 1.0.0 needs slack ^2.',
      hint: 'Disable or change those first, or set force to do it nevertheless.',
    };
    await expect(rollBack(undefined, { dryRun: true })).rejects.toMatchObject(refusal);
    await expect(rollBack()).rejects.toMatchObject(refusal);
    expect(linked('slack')).toContain('version: 2.0.0');
    await rollBack(undefined, { force: true });
    expect(linked('slack')).toContain('version: 1.0.0');
  });

  it('takes dependants along that were not enabled then', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('slack').version('2.0.0'));
    await fixture.install(aPack('deploy').requiring('slack', '^2'));
    await rollBack(1);
    expect(await fixture.versions()).toEqual(['deploy 1.0.0 Disabled', 'slack 1.0.0 Enabled', 'slack 2.0.0 Disabled']);
  });

  it('refuses an unknown generation', async () => {
    await expect(rollBack(99)).rejects.toMatchObject({
      code: 'GENERATION_NOT_FOUND',
      message: 'There is no generation 99.',
    });
  });

  it('records what it installs again', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await uninstall('slack', '1.0.0', { force: true });
    await rollBack();
    expect((await recorded()).slice(-3)).toEqual([
      ['pack.uninstall', 'pack slack', { versions: ['1.0.0'] }, null],
      [
        'pack.install',
        'pack slack',
        null,
        expect.objectContaining({ version: '1.0.0', reason: 'kept since it was uninstalled or replaced' }),
      ],
      ['pack.enable', 'pack slack', { enabled: null }, { enabled: '1.0.0', reason: 'rolled back to generation 1' }],
    ]);
  });

  it('goes back behind all that the last request changed', async () => {
    await fixture.database.query(
      `INSERT INTO execution (action, parameters, requested_by, status, request_digest)
       SELECT 'core.install_packs', '{}', 'ada', 'completed', number::text FROM generate_series(1, 2) AS number`,
    );
    await fixture.install(aPack('slack').version('1.0.0'), { executionId: 1 });
    for (const ref of ['base', 'deploy']) await fixture.install(aPack(ref), { executionId: 2 });
    await fixture.install(aPack('slack').version('2.0.0'), { executionId: 2 });
    expect(await rollBack()).toMatchObject({ restored: 1 });
    expect(await enabledNow()).toEqual(['slack 1.0.0']);
    expect(await rollBack()).toMatchObject({ restored: 0 });
    await expect(rollBack()).rejects.toMatchObject({ code: 'GENERATION_NOT_FOUND' });
  });

  it('says when it puts one content of a version in the place of another', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('slack').version('2.0.0'));
    await fixture.install(aPack('slack').version('1.0.0').withFile('README.md', 'x'), { force: true, enable: false });
    expect(await rollBack(1, { dryRun: true })).toMatchObject({
      packs: [{ ref: 'slack', version: '1.0.0', isRestored: true, isInPlaceOfAnother: true }],
    });
  });

  it('touches nothing of what is incompatible by now, when it is forced', async () => {
    const bundle = (format: number, text: string) => aBundle('date', '1.0.0', { format, description: text });
    await fixture.restart({ PACKYARD_BUNDLE_FORMATS: '1,2' });
    await fixture.install(bundle(2, 'old'), { enable: true });
    await fixture.database.query(
      `INSERT INTO permission (pack_version_id, position, name) SELECT id, 0, 'send' FROM pack_version;
       INSERT INTO role (name) VALUES ('talkers');
       INSERT INTO role_permission (role_id, pack_id, permission) SELECT role.id, pack.id, 'send' FROM role, pack`,
    );
    await fixture.install(bundle(1, 'new'), { force: true });
    await fixture.restart({ PACKYARD_BUNDLE_FORMATS: '1' });
    const events = await recorded();
    const skipped = [{ ref: 'date', version: '1.0.0', reason: expect.stringContaining("can't be enabled") as string }];
    expect(await rollBack(1, { force: true })).toMatchObject({ packs: [], skipped });
    expect(await fixture.database.query("SELECT manifest ->> 'description' AS text FROM pack_version")).toEqual([
      { text: 'new' },
    ]);
    expect(await fixture.versions()).toEqual(['date 1.0.0 Enabled']);
    expect(fixture.links()).toEqual(['date']);
    expect(await fixture.database.query('SELECT FROM role_permission')).toEqual([]);
    expect(await recorded()).toEqual(events);
    await fixture.tidy(100);
    expect(await fixture.get(LinkRepair).repair('date')).toBe(false);
  });

  it('leaves no trace of a pack that can not come back at all', async () => {
    await fixture.restart({ PACKYARD_BUNDLE_FORMATS: '2' });
    await fixture.install(aBundle('date', '1.0.0', { format: 2 }), { enable: true });
    await uninstall('date', '1.0.0', { force: true });
    await fixture.restart({});
    expect(await rollBack(1, { force: true })).toMatchObject({ packs: [], skipped: [{ ref: 'date' }] });
    expect(await fixture.database.query('SELECT ref FROM pack')).toEqual([]);
  });

  it('goes on to the next request when there was nothing to bring back', async () => {
    await fixture.restart({ PACKYARD_BUNDLE_FORMATS: '2' });
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aBundle('date', '1.0.0', { format: 2 }), { enable: true });
    await fixture.install(aPack('slack').version('2.0.0'));
    await uninstall('date', '1.0.0', { force: true });
    await fixture.restart({});
    expect(await rollBack(undefined, { force: true })).toMatchObject({ restored: 3, packs: [] });
    expect(await rollBack(undefined, { force: true })).toMatchObject({ restored: 2, packs: [{ version: '1.0.0' }] });
  });

  it('leaves alone what can not be brought back, when it is forced', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('email').version('1.0.0'));
    await uninstall('slack', '1.0.0', { force: true });
    await disable('email');
    await fixture.install(aBundle('slack'));
    const message = 'A bundle called slack is installed, so no pack can have that name.';
    await expect(rollBack(2)).rejects.toMatchObject({ code: 'NAME_TAKEN', message });
    expect(await rollBack(2, { force: true })).toMatchObject({
      packs: [{ ref: 'email', version: '1.0.0' }],
      skipped: [{ ref: 'slack', version: '1.0.0', reason: message }],
    });
    expect(await enabledNow()).toEqual(['email 1.0.0']);
  });
});

describe('registering', () => {
  beforeEach(async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('deploy').requiring('slack', '^1'));
  });

  it('refuses what would break an enabled pack, unless that may break', async () => {
    const next = () => aPack('slack').version('2.0.0');
    await expect(fixture.install(next(), { mayBreakDependants: false })).rejects.toMatchObject({
      code: 'PACK_NEEDED',
      message: 'This would break what is enabled: deploy 1.0.0 needs slack ^1.',
    });
    expect(await fixture.versions('slack')).toEqual(['slack 1.0.0 Enabled']);
    await fixture.install(next(), { mayBreakDependants: false, underWay: ['deploy'] });
    expect(await fixture.versions('slack')).toEqual(['slack 1.0.0 Disabled', 'slack 2.0.0 Enabled']);
  });

  it('refuses to enable what lacks something by now', async () => {
    await expect(
      fixture.install(aPack('night').requiring('slack', '^2'), { mayBreakDependants: false }),
    ).rejects.toMatchObject({
      code: 'DEPENDENCY_MISSING',
    });
    await fixture.install(aPack('night').requiring('slack', '^2'), { mayBreakDependants: false, enable: false });
  });

  it('gives no name to packs and bundles both', async () => {
    await expect(fixture.install(aBundle('slack'))).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      message: 'A pack called slack is installed, so no bundle can have that name.',
    });
    await fixture.install(aBundle('date'));
    await expect(fixture.install(aPack('date'))).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  });

  it('gives no name that differs from an installed one only in upper and lower case', async () => {
    await fixture.install(aBundle('Night'));
    await expect(fixture.install(aBundle('niGHT'))).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      message: 'Night is installed, and niGHT differs from it only in upper and lower case.',
    });
    await expect(fixture.install(aPack('night'))).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    expect(await fixture.versions('Night')).toEqual(['Night 1.0.0 Disabled']);
  });

  it.each([
    ['gort', aPack],
    ['site', aPack],
    ['Gort', aBundle],
    ['SITE', aBundle],
  ])('keeps the name %s to the server, whose permissions it stands for', async (name, make) => {
    for (const mayBreakDependants of [true, false]) {
      await expect(fixture.install(make(name), { mayBreakDependants })).rejects.toMatchObject({
        code: 'PACK_PROTECTED',
        message: `The name ${name} belongs to the server itself.`,
      });
    }
  });
});

describe('taking an execution back', () => {
  const only = new Set(['alone', 'app', 'base', 'deploy', 'lib', 'loud', 'quiet', 'slack']);
  const undo = () =>
    fixture
      .get(Transactions)
      .run((unit) => fixture.get(ExecutionUndo).run(unit, { ...ada, executionId: ExecutionId.parse(1), only }));

  beforeEach(async () => {
    await fixture.database.query(
      `INSERT INTO execution (action, parameters, requested_by, status, request_digest)
       VALUES ('core.install_packs', '{}', 'ada', 'running', 'x')`,
    );
  });

  it('takes packs along that need each other', async () => {
    await fixture.install(aPack('slack').version('1.0.0'), { executionId: 1 });
    await fixture.install(aPack('deploy').requiring('slack'), { executionId: 1 });
    expect(await undo()).toEqual([]);
    expect(await fixture.versions()).toEqual([]);
    expect(fixture.links()).toEqual([]);
  });

  it('leaves what others need by now, and what that needs', async () => {
    await fixture.install(aPack('base').version('1.0.0'), { executionId: 1 });
    await fixture.install(aPack('slack').version('1.0.0').requiring('base'), { executionId: 1 });
    await fixture.install(aPack('alone').version('1.0.0'), { executionId: 1 });
    await fixture.install(aPack('deploy').requiring('slack'));
    expect((await undo()).sort()).toEqual(['base', 'slack']);
    expect(await fixture.versions()).toEqual(['base 1.0.0 Enabled', 'deploy 1.0.0 Enabled', 'slack 1.0.0 Enabled']);
  });

  it('leaves alone what needs a pack that stays, as it is now', async () => {
    await fixture.install(aPack('lib').version('1.0.0'));
    await fixture.install(aPack('app').version('1.0.0').requiring('lib', '^1'));
    await fixture.install(aPack('lib').version('2.0.0'), { executionId: 1 });
    await fixture.install(aPack('app').version('2.0.0').requiring('lib', '^2'), { executionId: 1 });
    await fixture.install(aPack('other').requiring('lib', '^2'), { mayBreakDependants: false });
    expect((await undo()).sort()).toEqual(['app', 'lib']);
    expect(await enabledNow()).toEqual(['app 2.0.0', 'lib 2.0.0', 'other 1.0.0']);
  });

  it('is not asked for by what the execution had nothing to do with', async () => {
    await fixture.install(aPack('lib').version('1.0.0'));
    await fixture.install(aPack('lib').version('2.0.0'), { executionId: 1 });
    await fixture.install(aPack('tool').requiring('lib', '^1'));
    const toTakeBack = (own: string[]) =>
      fixture
        .get(DataSource)
        .transaction((transaction) =>
          fixture
            .get(BrokenUpgradeCheck)
            .toTakeBack(transaction, { executionId: ExecutionId.parse(1), own: new Set(own) }),
        );
    expect([...(await toTakeBack(['lib'])).keys()]).toEqual([]);
    expect([...(await toTakeBack(['lib', 'tool'])).keys()]).toEqual(['lib']);
  });

  it('overrides nothing that others have changed since', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('slack').version('2.0.0'), { executionId: 1 });
    await fixture.install(aPack('slack').version('3.0.0'));
    expect(await undo()).toEqual([]);
    expect(await enabledNow()).toEqual(['slack 3.0.0']);
  });

  it('is no step of its own on the way back', async () => {
    for (const version of ['1.0.0', '1.1.0']) await fixture.install(aPack('slack').version(version));
    await fixture.install(aPack('slack').version('2.0.0'), { executionId: 1 });
    await undo();
    expect(await rollBack()).toMatchObject({ restored: 1, packs: [{ former: '1.1.0', version: '1.0.0' }] });
  });

  it('leaves no trace of packs that are gone', async () => {
    await fixture.install(aPack('slack').version('1.0.0'), { executionId: 1 });
    await uninstall('slack', '1.0.0', { force: true });
    await undo();
    expect(await fixture.database.query('SELECT ref FROM pack')).toEqual([]);
  });

  it('brings back what it replaced, enabled or not', async () => {
    const other = (ref: string) => aPack(ref).version('1.0.0').withFile('README.md', 'other content');
    await fixture.install(aPack('quiet').version('1.0.0'), { enable: false });
    await fixture.install(aPack('loud').version('1.0.0'));
    const digests = () => fixture.database.query('SELECT digest FROM pack_version ORDER BY digest');
    const before = await digests();
    await fixture.install(other('quiet'), { executionId: 1, force: true, enable: false });
    await fixture.install(other('loud'), { executionId: 1, force: true });
    expect(await digests()).not.toEqual(before);
    await undo();
    expect(await digests()).toEqual(before);
    expect(await fixture.versions()).toEqual(['loud 1.0.0 Enabled', 'quiet 1.0.0 Disabled']);
  });
});

describe('a change that fails on disk', () => {
  it('leaves the former version enabled and the link where it was', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.install(aPack('slack').version('2.0.0'), { enable: false });
    await fixture.database.query(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$;
       CREATE CONSTRAINT TRIGGER late AFTER INSERT ON generation DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION fail()`,
    );
    await expect(enable('slack', '2.0.0')).rejects.toThrow('no room');
    expect(linked('slack')).toContain('version: 1.0.0');
    expect(await fixture.versions()).toEqual(['slack 1.0.0 Enabled', 'slack 2.0.0 Disabled']);
  });
});

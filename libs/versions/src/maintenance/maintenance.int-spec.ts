import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExecutionId } from '@packyard/contracts';
import { parseBundleYaml } from '@packyard/pack';
import { GenerationRepository, PackRepository, Transactions } from '@packyard/schema';
import { PackStore, removeTree } from '@packyard/store';
import { aPack, eventually } from '@packyard/testing';
import { DataSource } from 'typeorm';
import { BundleInstaller } from '../bundle-installer';
import { EnabledSet } from '../enabled-set';
import { LinkRepair } from '../link-repair';
import { ExecutionUndo } from '../execution-undo';
import { InstalledVersions } from '../installed-versions';
import { Rollback } from '../rollback';
import { VersionFixture } from '../testing/version-fixture';
import { Uninstaller } from '../uninstaller';
import { LinkRepairAtStart } from './link-repair-at-start';

const ada = { actor: { kind: 'user', id: 1, name: 'ada' } as const };
const fixture = new VersionFixture();

const uninstall = (ref: string, version: string) =>
  fixture.get(Uninstaller).uninstall(ref, { which: 'version', version }, { ...ada, force: true });
const rollBack = (to?: number, options = {}) => fixture.get(Rollback).run({ ...ada, to, ...options });
const waiting = async (count: number) =>
  expect(
    await fixture.database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    ),
  ).toHaveLength(count);
const kept = () => fixture.database.query<{ version: string }>('SELECT version FROM archived_version ORDER BY version');
const date = (name = 'date') =>
  parseBundleYaml(
    `gort_bundle_version: 1\nname: ${name}\nversion: 0.1.0\ndescription: d\ncommands:\n  date:\n    rules: [allow]\n`,
  ).config;

/** Does something else in the middle of what a service does, once. */
function inTheMiddleOf<Name extends string>(
  service: Record<Name, (...args: never[]) => Promise<unknown>>,
  name: Name,
  meanwhile: () => Promise<unknown>,
): void {
  const method = service[name].bind(service) as (...args: unknown[]) => Promise<unknown>;
  Object.assign(service, {
    [name]: async (...args: unknown[]) => {
      const result = await method(...args);
      Object.assign(service, { [name]: method });
      await meanwhile();
      return result;
    },
  });
}

async function startExecution(): Promise<void> {
  await fixture.database.query(
    `INSERT INTO execution (action, parameters, requested_by, status, request_digest)
     VALUES ('core.install_packs', '{}', 'ada', 'running', 'x')`,
  );
}

const undo = () =>
  fixture
    .get(Transactions)
    .run((unit) =>
      fixture
        .get(ExecutionUndo)
        .run(unit, { ...ada, executionId: ExecutionId.parse(1), only: new Set(['a', 'b', 'c', 'slack']) }),
    );

describe('forgetting', () => {
  it('keeps the newest generations, and the versions that they name', async () => {
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) await fixture.install(aPack('slack').version(version));
    await uninstall('slack', '1.0.0');
    await uninstall('slack', '2.0.0');
    expect(await kept()).toEqual([{ version: '1.0.0' }, { version: '2.0.0' }]);
    await fixture.tidy(1);
    expect(await kept()).toEqual([{ version: '2.0.0' }]);
    for (const to of [1, 2]) await expect(rollBack(to)).rejects.toMatchObject({ code: 'GENERATION_NOT_FOUND' });
    expect(await fixture.versions()).toEqual(['slack 3.0.0 Enabled']);
  });

  it('keeps what an execution that has not ended may take back', async () => {
    await startExecution();
    for (const ref of ['a', 'b', 'c']) await fixture.install(aPack(ref).version('1.0.0'));
    for (const ref of ['a', 'b', 'c']) await fixture.install(aPack(ref).version('2.0.0'), { executionId: 1 });
    await fixture.tidy(1);
    expect(await undo()).toEqual([]);
    expect(await fixture.versions()).toEqual(['a 1.0.0 Enabled', 'b 1.0.0 Enabled', 'c 1.0.0 Enabled']);
  });

  it('does not happen between two steps of a rollback', async () => {
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) await fixture.install(aPack('slack').version(version));
    let forgotten: Promise<unknown> = Promise.resolve();
    const generations = fixture.get(GenerationRepository);
    inTheMiddleOf(generations, 'lock', () => {
      inTheMiddleOf(generations, 'current', async () => {
        forgotten = fixture.tidy(1);
        await eventually(() => waiting(1));
      });
      return Promise.resolve();
    });
    await rollBack(1);
    await forgotten;
    expect(await fixture.versions()).toEqual(['slack 1.0.0 Enabled', 'slack 2.0.0 Disabled', 'slack 3.0.0 Disabled']);
  });
});

describe('tidying and changing at the same time', () => {
  it('never wait for each other', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await uninstall('slack', '1.0.0');
    await fixture.install(aPack('slack').version('1.0.0'));
    let gone: Promise<unknown> = Promise.resolve();
    // A version that is installed and kept besides is forgotten by one and kept anew by the other.
    inTheMiddleOf(fixture.get(PackRepository), 'enabledPaths', async () => {
      gone = uninstall('slack', '1.0.0');
      await eventually(() => expect(fixture.links()).toEqual([]));
    });
    await fixture.get(LinkRepair).repairAll();
    await fixture.tidy(100);
    await gone;
    expect(await kept()).toEqual([{ version: '1.0.0' }]);
  });

  it('works although all other connections wait for it', async () => {
    const installer = fixture.get(BundleInstaller);
    let all: Promise<unknown>[] = [];
    inTheMiddleOf(fixture.get(PackRepository), 'tryOwnStore', async () => {
      all = Array.from({ length: 25 }, (_, index) => installer.install(date(`b${index}`), { ...ada, enable: true }));
      await eventually(async () => {
        const held = await fixture.database.query(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'",
        );
        expect(held.length).toBeGreaterThanOrEqual(19);
      });
    });
    expect(await fixture.tidy(100)).toMatchObject({ isDone: true });
    await Promise.all(all);
    expect(fixture.links()).toHaveLength(25);
  });

  it('leaves no lock for a deadlock with the execution that installed what comes back', async () => {
    await startExecution();
    await fixture.install(aPack('slack').version('1.0.0'), { executionId: 1 });
    await uninstall('slack', '1.0.0');
    let back: Promise<unknown> = Promise.resolve();
    await fixture.get(DataSource).transaction(async (transaction) => {
      await transaction.query('SELECT FROM execution WHERE id = 1 FOR NO KEY UPDATE');
      back = rollBack(1);
      await back;
      await fixture.get(GenerationRepository).lock(transaction);
    });
    expect(await fixture.versions()).toEqual(['slack 1.0.0 Enabled']);
  });
});

describe('links', () => {
  it('of packs that are just coming back are not repaired away', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await uninstall('slack', '1.0.0');
    let repaired: Promise<unknown> = Promise.resolve();
    inTheMiddleOf(fixture.get(EnabledSet), 'moveLink', async () => {
      repaired = fixture.get(LinkRepair).repairAll();
      await eventually(() => waiting(1));
    });
    await rollBack(1);
    await repaired;
    expect(await fixture.versions()).toEqual(['slack 1.0.0 Enabled']);
    expect(fixture.links()).toEqual(['slack']);
  });

  it('of the second to register a new pack survive that the first fails', async () => {
    const links = fixture.get(LinkRepair);
    const repair = links.repair.bind(links);
    let second: Promise<void> = Promise.resolve();
    let mayRepair: () => void = () => undefined;
    const secondHasMoved = new Promise<void>((resolve) => (mayRepair = () => resolve()));
    links.repair = async (ref) => {
      await secondHasMoved;
      return repair(ref);
    };
    const first = fixture.get(Transactions).run(async (unit) => {
      await fixture.get(PackRepository).lock(unit.transaction, 'slack');
      await fixture.get(GenerationRepository).lock(unit.transaction);
      await fixture.get(EnabledSet).moveLink(unit, 'slack', 'slack/1.0.0-of-another');
      second = fixture.install(aPack('slack').version('1.0.0'));
      await eventually(() => waiting(1));
      inTheMiddleOf(fixture.get(EnabledSet), 'moveLink', async () => {
        mayRepair();
        await eventually(() => waiting(1));
      });
      throw new Error('there is no room');
    });
    await expect(first).rejects.toThrow('there is no room');
    await second;
    expect(await fixture.versions()).toEqual(['slack 1.0.0 Enabled']);
    expect(fixture.links()).toEqual(['slack']);
  });

  it('that a process left behind are repaired without tidying', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.get(PackStore).setEnabledLink('slack', undefined);
    await fixture.get(PackStore).setEnabledLink('ghost', 'ghost/1.0.0-x');
    await fixture.get(LinkRepair).repairAll();
    expect(fixture.links()).toEqual(['slack']);
  });

  it('that can not be repaired keep none of the others from being repaired', async () => {
    for (const ref of ['broken', 'slack']) await fixture.install(aPack(ref).version('1.0.0'));
    const store = fixture.get(PackStore);
    for (const ref of ['broken', 'slack']) await store.setEnabledLink(ref, undefined);
    const enabledStoragePath = store.enabledStoragePath.bind(store);
    Object.assign(store, {
      enabledStoragePath: (ref: string) =>
        ref === 'broken' ? Promise.reject(new Error('EIO')) : enabledStoragePath(ref),
    });
    await fixture.get(LinkRepair).repairAll();
    expect(fixture.links()).toEqual(['slack']);
    Object.assign(store, { enabledStoragePath });
    await fixture.get(LinkRepair).repairAll();
    expect(fixture.links()).toEqual(['broken', 'slack']);
  });

  it('that a process left behind are repaired when the next one starts', async () => {
    await fixture.install(aPack('slack').version('1.0.0'));
    await fixture.get(PackStore).setEnabledLink('slack', undefined);
    await new LinkRepairAtStart(fixture.get(LinkRepair)).onApplicationBootstrap();
    expect(fixture.links()).toEqual(['slack']);
  });
});

describe('content', () => {
  it('that is published and not registered yet stays as long as its execution goes on', async () => {
    await startExecution();
    await fixture.install(aPack('slack').version('1.0.0'));
    const [slack] = await fixture.get(InstalledVersions).list();
    const folder = fixture.get(PackStore).absolutePath(slack?.storagePath ?? '');
    // As it is when the worker died before it could commit.
    await fixture.database.query(
      `INSERT INTO execution_pack (execution_id, origin, source_text, source, ref, version, download_result)
       SELECT 1, 'request', 'slack', '{}', 'slack', '1.0.0', jsonb_build_object('digest', digest) FROM pack_version;
       UPDATE pack SET enabled_version_id = NULL; DELETE FROM pack_version`,
    );
    await fixture.tidy(100);
    expect(existsSync(folder)).toBe(true);
    await fixture.database.query("UPDATE execution SET status = 'failed'");
    await fixture.tidy(100);
    expect(existsSync(folder)).toBe(false);
  });

  it('is whole or not there at all while it is removed, and leaves nothing behind', async () => {
    const store = fixture.get(PackStore);
    const folder = store.absolutePath('large/1.0.0-x');
    mkdirSync(folder, { recursive: true });
    for (let file = 0; file < 2000; file += 1) writeFileSync(join(folder, String(file)), '');
    const seen = new Set<number>();
    const removal = { isOver: false };
    const removed = store
      .discard('large/1.0.0-x')
      .then(removeTree)
      .finally(() => (removal.isOver = true));
    while (!removal.isOver) {
      if (existsSync(folder)) seen.add(readdirSync(folder).length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await removed;
    expect([...seen].filter((count) => count !== 2000)).toEqual([]);
    mkdirSync(join(fixture.trash, 'cut-off/in/the/middle'), { recursive: true });
    await fixture.tidy(100);
    expect(readdirSync(fixture.trash)).toEqual([]);
  });
});

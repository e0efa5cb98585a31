import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { PackLock } from '@packyard/contracts';
import { aPack, NpmRegistry, PackageIndex } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import { runPackyard } from './support/command-line';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

describe('a lock', () => {
  const fixture = new TestFixture();
  let service: Service;
  let elsewhere: Service;
  let written: string;
  let lock: PackLock;
  const file = () => fixture.path('packs.lock');
  const lockOf = async (of: Service) => ((await (await of.request('/api/v1/lock')).json()) as { data: PackLock }).data;
  const enabledIn = async (of: Service) => (await lockOf(of)).packs.map(({ ref, version }) => `${ref} ${version}`);

  beforeAll(async () => {
    new PackageIndex(fixture.path('www')).addWheel('lanterns', '1.0.0');
    mkdirSync(fixture.path('www/npm'));
    new NpmRegistry(fixture.path('www/npm'), `${fixture.files.url}/npm`).add('lower', '1.5.0');
    aPack('base').withPython('lanterns>=1').writeTo(fixture.path('base'));
    execFileSync('sh', ['-c', 'git init -q && git add . && git -c user.name=a -c user.email=a@b.c commit -qm one'], {
      cwd: fixture.path('base'),
    });
    const both = aPack('both').requiring('base').withFile('package.json', '{"dependencies": {"lower": "^1.0.0"}}');
    both.writeTo(fixture.path('both'));
    service = await fixture.start();
    const sources = [fixture.path('base'), fixture.path('both')];
    expect(ActionHarness.codes(await service.install(sources))).toEqual([undefined, undefined]);
    expect(await runPackyard(service, ['lock'], fixture.folder)).toMatchObject({ exitCode: 0 });
    written = readFileSync(file(), 'utf8');
    lock = await lockOf(service);
    const { url } = await fixture.anotherDatabase();
    elsewhere = await fixture.start({ home: fixture.path('elsewhere'), databaseUrl: url });
  });

  it('is readable, sorted, and the same for the same packs', async () => {
    expect(lock.packs.map(({ ref }) => ref)).toEqual(['base', 'both']);
    expect(written).toContain('packs:\n  - ref: base\n    version: 1.0.0\n    digest: ');
    expect(written).toMatch(/^ +lanterns==1\.0\.0 --hash=sha256:/m);
    expect(await runPackyard(service, ['lock', '--out', 'again.lock'], fixture.folder)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(fixture.path('again.lock'), 'utf8')).toBe(written);
    expect((await runPackyard(service, ['install', '--locked', 'packs.lock'], fixture.folder)).text).toContain(
      'Nothing to do: 2 packs',
    );
  });

  it('is refused with the packages that differ when the index does not have those that it names', async () => {
    const index = new PackageIndex(fixture.path('www')).addWheel('lanterns', '1.2.0');
    const page = fixture.path('www/simple/lanterns/index.html');
    const newest = readFileSync(page, 'utf8')
      .split('\n')
      .filter((line) => line.includes('1.2.0'));
    writeFileSync(page, newest.join('\n'));
    const refused = await runPackyard(elsewhere, ['install', '--locked', 'packs.lock'], fixture.folder);
    expect(refused.exitCode).toBe(1);
    expect(refused.text).toMatch(/can't be built as its lock says: instead of lanterns==1\.0\.0 .* lanterns==1\.2\.0/);
    expect(await enabledIn(elsewhere)).toEqual([]);
    index.addWheel('lanterns', '1.1.0');
  });

  it('is refused as a whole, with what differs, when a pack is not what it says, and nothing is enabled', async () => {
    const wrong = { ...lock, packs: lock.packs.map((pack) => ({ ...pack, digest: lock.packs[0]?.digest ?? '' })) };
    writeFileSync(fixture.path('wrong.lock'), JSON.stringify(wrong));
    const refused = await runPackyard(elsewhere, ['install', '--locked', 'wrong.lock'], fixture.folder);
    expect(refused.exitCode).toBe(1);
    expect(refused.text).toContain(`holds both 1.0.0 with the digest ${lock.packs[1]?.digest ?? ''}`);
    expect(await enabledIn(elsewhere)).toEqual([]);
  });

  it('gives another service the same packs and packages, although newer ones are there by then', async () => {
    new NpmRegistry(fixture.path('www/npm'), `${fixture.files.url}/npm`).add('lower', '1.6.0');
    const installed = await runPackyard(elsewhere, ['install', '--locked', 'packs.lock'], fixture.folder);
    expect(installed.text).toContain('2 installed, 0 failed');
    expect(await lockOf(elsewhere)).toEqual(lock);
    expect((await runPackyard(elsewhere, ['install', '--locked', 'packs.lock'], fixture.folder)).text).toContain(
      'Nothing to do: 2 packs',
    );
  });

  it.each<[string, (lock: PackLock) => unknown, RegExp]>([
    ['is another text', () => 'text', /PARAMETERS_INVALID/],
    ['names a pack twice', (one) => ({ ...one, packs: [...one.packs, ...one.packs] }), /names the pack base twice/],
    ['holds another text', (one) => ({ ...one, environment_locks: texts(one, 'x') }), /has the SHA-256/],
    ['names too many', (one) => ({ ...one, ...many(60_000) }), /lock: It holds more than 60000 names and items/],
    ['has too many packs', (one) => ({ ...one, packs: Array.from({ length: 2001 }, () => 1) }), /lock\.packs: Too big/],
    ['is wrong all over', (one) => ({ ...one, environment_locks: many(4000) }), /; and 3950 more/],
    ['lacks a text', (one) => ({ ...one, environment_locks: {} }), /and does not hold it/],
    ['names a password', (one) => withSource(one, { kind: 'git', url: 'https://me:secret@h/x.git' }), /a password or/],
    [
      'leaves a repository',
      (one) => withSource(one, { kind: 'git', url: 'https://h/x.git', subPath: '../y' }),
      /can't be a folder/,
    ],
    ['names a program', (one) => withSource(one, { kind: 'git', url: 'ext::sh -c true' }), /is no source that/],
    ['names no place', (one) => withSource(one, { kind: 'request' }), /can't be fetched/],
    ['is for another machine', (one) => ({ ...one, platform: 'vax-780' }), /locked on vax-780/],
  ])('that %s is refused', async (_what, change, reason) => {
    const form = new FormData();
    form.set('lock', new Blob([JSON.stringify(change({ ...lock, packs: changed(lock) }))]));
    const answer = await fetch(`${service.url}/api/v1/lock/install`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token}` },
      body: form,
    });
    expect(answer.ok).toBe(false);
    const said = await answer.text();
    expect(said).toMatch(reason);
    expect(said).not.toContain('secret');
  });
});

/** So that there would be something to do. */
function changed({ packs }: PackLock): PackLock['packs'] {
  return packs.map((pack) => ({ ...pack, digest: 'sha256:0' }));
}

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_unused, index) => [`wrong-${index}`, '']));
}

function texts({ environment_locks: all }: PackLock, added: string): Record<string, string> {
  return Object.fromEntries(Object.entries(all).map(([sha256, text]) => [sha256, `${text}${added}`]));
}

function withSource(lock: PackLock, source: unknown): unknown {
  return { ...lock, packs: lock.packs.map((pack) => ({ ...pack, source })) };
}

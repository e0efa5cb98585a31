import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aPack, eventually } from '@packyard/testing';
import { Service, type ServiceOptions } from './support/service';
import { TestFixture } from './support/test-fixture';

const fixture = new TestFixture();
const isRoot = process.geteuid?.() === 0;

/** What a process prints that does not start: a few lines, no stack, and in the last one what to do. */
async function lastLineOf(options: ServiceOptions): Promise<string> {
  const service = new Service(options);
  service.spawn('standalone');
  expect(await service.exited()).toEqual([1]);
  const text = service.log.join('').trim();
  expect(text).not.toMatch(/^ +at /m);
  expect(text.split('\n').length).toBeLessThan(10);
  return text.split('\n').at(-1) ?? '';
}

describe('a disk without room', () => {
  // Only root may make a small one. Elsewhere this is not tried.
  if (!isRoot || !mayMount()) {
    it.todo('is told in a sentence (not tried: only root may mount a small disk)');
    return;
  }
  const disk = () => fixture.path('disk');
  beforeAll(() => {
    mkdirSync(disk());
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk()]);
  });
  afterAll(() => execFileSync('umount', [disk()]));

  it('is told in a sentence, with an embedded database and without', async () => {
    expect(await lastLineOf({ home: `${disk()}/home`, layout: 'standalone' })).toContain('Make room on the disk');
    try {
      writeFileSync(`${disk()}/everything`, Buffer.alloc(8 * 1024 * 1024));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
    const databaseUrl = fixture.database.url;
    expect(await lastLineOf({ home: `${disk()}/other`, layout: 'standalone', databaseUrl })).toContain(
      'Make room there',
    );
  });
});

describe('few open files', () => {
  it('are told in a sentence when they don’t suffice, and suffice in general', async () => {
    const few = { home: fixture.path('few'), layout: 'standalone', databaseUrl: fixture.database.url } as const;
    expect(await lastLineOf({ ...few, setting: 'ulimit -n 24' })).toContain('ulimit -n 4096');
    const service = await fixture.start({ ...few, setting: 'ulimit -n 256' });
    const packs = Array.from({ length: 40 }, (_, index) => aPack(`few-${index}`).writeTo(fixture.path(`few-${index}`)));
    expect((await service.install(packs)).result).toMatchObject({ summary: { success_count: packs.length } });
    await service.stop();
  });
});

describe('a user whose files are for nobody else', () => {
  it('has environments that are built all the same, and a home for nobody else', async () => {
    const home = fixture.path('private');
    const service = await fixture.start({ home, setting: 'umask 077' });
    const pack = fixture.path('with-python');
    aPack('with-python').writeTo(pack);
    writeFileSync(join(pack, 'requirements.txt'), `${fixture.addWheel(pack)}\n`);
    expect(await service.install([pack])).toMatchObject({ status: 'completed' });
    expect(statSync(join(home, 'secret-key')).mode & 0o077).toBe(0);
    expect(statSync(home).mode & 0o044).toBe(0);
    await service.stop();
  });
});

describe('a clock that went back', () => {
  it('is told in a sentence, and nothing waits for the time that it had reached', async () => {
    const database = await fixture.anotherDatabase();
    const options = { home: fixture.path('clock'), databaseUrl: database.url };
    const service = await fixture.start(options);
    const gate = fixture.files.hold('/later');
    const { id } = await service.submit([`${fixture.files.url}/later.tgz`, fixture.path('missing')]);
    await eventually(() => expect(gate.waiting()).toBe(1));
    await service.kill('standalone');
    // As if all of that had happened a day from now.
    await database.query(
      `UPDATE task SET due_at = due_at + interval '1 day', lease_until = lease_until + interval '1 day'`,
    );
    await database.query(`UPDATE execution SET updated_at = updated_at + interval '1 day'`);
    await database.query(`UPDATE worker_process SET alive_until = alive_until + interval '1 day'`);
    aPack('later').asTarball(fixture.path('www/later.tgz'));
    gate.serve();
    const next = await fixture.start(options);
    expect(await next.ended(id)).toMatchObject({
      status: 'completed',
      packs: [{ pack_ref: 'later', error: null }, { error: { code: 'SOURCE_NOT_FOUND' } }],
    });
    expect(next.log.join('')).toMatch(/WARN .*The clock went back: .* Set the clock of that machine right/);
  });
});

function mayMount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', fixture.folder], { stdio: 'ignore' });
    execFileSync('umount', [fixture.folder]);
    return true;
  } catch {
    return false;
  }
}

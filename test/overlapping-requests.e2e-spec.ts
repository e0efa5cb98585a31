import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { aPack, eventually, scaledRuns } from '@packyard/testing';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const fixture = new TestFixture();
let service: Service;

beforeAll(async () => {
  service = await fixture.start();
});

const version = (ref: string, text: string) => aPack(ref).version(text);

/** Returns the source of a pack whose download stands still until it is let go. */
function held(ref: string, text: string): { source: string; letGo: () => void } {
  const file = `${ref}-${text}.tgz`;
  version(ref, text).asTarball(fixture.path('www', file));
  const gate = fixture.files.hold(`/${file}`);
  return { source: `${fixture.files.url}/${file}`, letGo: () => gate.serve() };
}

describe('of overlapping requests for one pack', () => {
  it('an older one that ends last installs its version beside the one that a later one has enabled, and says so', async () => {
    const older = held('busy', '1.0.0');
    const { id } = await service.submit([older.source]);
    const later = await service.install([version('busy', '2.0.0').writeTo(fixture.path('busy-2'))]);
    older.letGo();
    const ended = await service.ended(id);
    expect(ended).toMatchObject({ status: 'completed', result: { installed_packs: [{ enabled: false }] } });
    expect(ended.packs[0]?.warnings).toEqual([
      `It was not enabled: execution ${later.id}, a later request, has enabled another version meanwhile.`,
    ]);
    expect(await service.pack('busy')).toMatchObject({ version: '2.0.0', versions: ['1.0.0', '2.0.0'] });
    expect(readFileSync(fixture.path('home/packs/busy/pack.yaml'), 'utf8')).toContain('version: 2.0.0');
  });

  it('an older one that is all or nothing installs nothing', async () => {
    const older = held('whole', '1.0.0');
    const { id } = await service.submit([older.source, aPack('companion').writeTo(fixture.path('companion'))], {
      atomic: true,
    });
    await service.install([version('whole', '2.0.0').writeTo(fixture.path('whole-2'))]);
    older.letGo();
    const ended = await service.ended(id);
    expect(ended.status).toBe('failed');
    expect(ended.packs.map(({ error }) => error?.code)).toEqual(['SUPERSEDED', 'ROLLED_BACK']);
    expect(await service.pack('whole')).toMatchObject({ version: '2.0.0', versions: ['2.0.0'] });
    expect(await service.pack('companion')).toBeUndefined();
  });

  it('the later one wins, however they interleave', async () => {
    const AT_ONCE = 5;
    const rounds = Array.from({ length: scaledRuns(200) }, (_, round) => round);
    while (rounds.length > 0) await Promise.all(rounds.splice(0, AT_ONCE).map(race));
  }, 600_000);

  /** Sometimes the pack is installed before, is too large to be quick, or belongs to an all-or-nothing request. */
  async function race(round: number): Promise<void> {
    // On the last pages of the list, behind what is read below.
    const ref = `z${round}`;
    if (Math.random() < 0.3) await service.install([version(ref, '0.1.0').writeTo(fixture.path(ref, '0.1.0'))]);
    const submitted = await Promise.all(
      ['1.0.0', '2.0.0'].map(async (text) => {
        const pack = version(ref, text).withFile('ballast', 'x'.repeat(Math.random() < 0.5 ? 0 : 2_000_000));
        const source = pack.writeTo(fixture.path(ref, text));
        await delay(Math.random() * 150);
        const { id } = await service.submit([source], { atomic: Math.random() < 0.3 });
        return { id, text };
      }),
    );
    const ended = await Promise.all(submitted.map(({ id }) => service.ended(id)));
    const later = submitted.reduce((one, other) => (one.id > other.id ? one : other));
    const story = JSON.stringify(ended);
    expect([story, ended.find(({ id }) => id === later.id)?.status]).toEqual([story, 'completed']);
    expect([story, (await service.pack(ref))?.version]).toEqual([story, later.text]);
    expect(readFileSync(fixture.path('home/packs', ref, 'pack.yaml'), 'utf8')).toContain(`version: ${later.text}`);
  }
});

describe('an all-or-nothing request', () => {
  const REFS = ['one', 'two', 'three'];

  it('is never seen in part', async () => {
    await service.install(REFS.map((ref) => version(ref, '1.0.0').writeTo(fixture.path(`${ref}-1`))));
    const last = held('three', '2.0.0');
    const others = ['one', 'two'].map((ref) => version(ref, '2.0.0').writeTo(fixture.path(`${ref}-2`)));
    const { id } = await service.submit([...others, last.source], { atomic: true });
    const seen = new Set<string>();
    const reading = { isOver: false };
    const reader = (async () => {
      while (!reading.isOver) seen.add(await enabledTogether());
    })();
    await eventually(() => expect(seen.size).toBe(1));
    last.letGo();
    expect(await service.ended(id)).toMatchObject({ status: 'completed' });
    await eventually(() => expect(seen.size).toBeGreaterThan(1));
    reading.isOver = true;
    await reader;
    expect([...seen]).toEqual(['1.0.0 1.0.0 1.0.0', '2.0.0 2.0.0 2.0.0']);
  });

  it('is one generation, which one step takes back', async () => {
    const generations = async () =>
      (await (await service.request('/api/v1/generations?page_size=1')).json()) as Generations;
    const [newest] = (await generations()).data;
    expect(newest?.changes.map(({ ref, version: to }) => `${ref} ${to ?? ''}`).sort()).toEqual([
      'one 2.0.0',
      'three 2.0.0',
      'two 2.0.0',
    ]);
    await service.request('/api/v1/generations/rollback', { body: {} });
    expect(await enabledTogether()).toBe('1.0.0 1.0.0 1.0.0');
  });

  /** As one answer of the service shows them. */
  async function enabledTogether(): Promise<string> {
    const { data } = (await (await service.request('/api/v1/packs?page_size=100')).json()) as Packs;
    return REFS.map((ref) => data.find((pack) => pack.ref === ref)?.version).join(' ');
  }
});

interface Packs {
  data: { ref: string; version: string }[];
}

interface Generations {
  data: { changes: { ref: string; version: string | null }[] }[];
}

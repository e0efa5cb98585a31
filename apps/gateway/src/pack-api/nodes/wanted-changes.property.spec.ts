import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { WantedChangesView, type WantedPackView, wantedText, WantedView, withChanges } from '@packyard/contracts';
import { scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { RecentWantedStates } from './recent-wanted-states';
import { type WantedBody, WantedSet } from './wanted-set';

const REFS = ['a', 'a-b', 'a.b', 'B', 'b', 'c1', 'c10', 'c_2'];
const few = fc.constantFrom('1', '2', '3');
const environment = fc.record({
  runtime: fc.constantFrom('python' as const, 'nodejs' as const),
  fingerprint: few,
  path: few,
  platform: fc.option(few),
  content: fc.option(few),
});
const pack = fc.record<WantedPackView>({
  ref: fc.constantFrom(...REFS),
  version: few,
  digest: few,
  storage_path: few,
  content: fc.option(few),
  environments: fc.array(environment, { maxLength: 2 }),
});
/** What is put, and what is taken off, from one state to the next. */
const edit = fc.record({ put: fc.array(pack, { maxLength: 3 }), off: fc.subarray(REFS, { maxLength: 2 }) });
const start = fc.array(pack, { minLength: 4, maxLength: 12 }).map((put) => ({ put, off: [] }));

describe('what changed, told to a node', () => {
  const read = ({ bytes }: WantedBody) => (JSON.parse(gunzipSync(bytes).toString()) as { data: object }).data;

  it('makes whatever it has into what is wanted, to the byte, through any states and from any of them', async () => {
    const told = { changes: 0, whole: 0, unknown: 0 };
    const check = async (set: WantedSet, expected: WantedView, has: WantedView, known: RecentWantedStates) => {
      const base = known.find(has.state);
      if (base === undefined) return void (told.unknown += 1);
      const data = read(await set.changesSince(base));
      if ('packs' in data) return void (told.whole += 1);
      told.changes += 1;
      const changes = WantedChangesView.parse(data);
      const made = withChanges(has, changes);
      expect(JSON.stringify(made)).toBe(JSON.stringify(expected));
      const digest = createHash('sha256').update(wantedText(made)).digest('hex');
      expect(changes).toMatchObject({ base: has.state, digest: `sha256:${digest}` });
    };
    const states = fc.tuple(start, fc.array(edit, { minLength: 1, maxLength: 10 }));
    await fc.assert(
      fc.asyncProperty(states, fc.infiniteStream(fc.boolean()), async ([first, more], isSameGeneration) => {
        const known = new RecentWantedStates({ states: 6, characters: 100_000 });
        const had: WantedView[] = [];
        let [packs, generation, former]: [WantedPackView[], number, WantedSet | undefined] = [[], 1, undefined];
        for (const step of [first, ...more]) {
          packs = edited(packs, step);
          // One generation may come to consist of something else.
          if (isSameGeneration.next().value === false) generation += 1;
          const set: WantedSet = new WantedSet({ generation, packs }, former?.packs);
          const expected = WantedView.parse(read(await set.all()));
          expect(expected).toEqual({ state: set.state, generation, packs });
          known.see(set);
          for (const has of had) if (has.state !== set.state) await check(set, expected, has, known);
          had.push(expected);
          former = set;
        }
      }),
      { numRuns: scaledRuns(500) },
    );
    for (const times of Object.values(told)) expect(times).toBeGreaterThan(20);
  });
});

/** By name, of its characters' numbers: as the database has them. */
function edited(packs: WantedPackView[], { put, off }: { put: WantedPackView[]; off: string[] }): WantedPackView[] {
  const all = new Map([...packs, ...put].map((pack) => [pack.ref, pack]));
  for (const ref of off) all.delete(ref);
  return [...all.values()].sort((one, other) => Buffer.compare(Buffer.from(one.ref), Buffer.from(other.ref)));
}

import type { ExecutionPackEntity } from '@packyard/schema';
import { packsToAddBySource, mismatchedSources } from './dependency-sources';
import type { WaitingPack } from './resolution-round';

const PLACE = 'https://git.example.org/team/helper.git';

describe('dependencies that are named by their place', () => {
  const needy = fetched('needy', [{ ref: 'helper', range: '*', place: PLACE }], {
    kind: 'git',
    url: 'https://git.example.org/team/needy.git',
  });

  it('are asked for once, in whatever order the database keeps the fields of their source', () => {
    const [asked] = packsToAddBySource({ waiting: [needy] }, [needy.row]);
    expect(asked).toMatchObject({ ref: 'helper', source: { kind: 'git', url: PLACE } });
    const added = { origin: 'dependency', ref: 'helper', source: { url: PLACE, kind: 'git' } } as ExecutionPackEntity;
    expect(packsToAddBySource({ waiting: [needy] }, [needy.row, added])).toEqual([]);
  });

  it('have to be the packs that their places are called after, in whatever order as well', () => {
    const other = fetched('other', [], { url: PLACE, kind: 'git' });
    expect(mismatchedSources({ waiting: [needy, other] })).toMatchObject([
      { id: needy.row.id, code: 'DEPENDENCY_CONFLICT' },
    ]);
  });
});

function fetched(ref: string, dependencies: object[], source: object): WaitingPack {
  const row = { id: 1, origin: 'request', ref, source };
  return { row, manifest: { ref, version: '1.0.0', dependencies } } as unknown as WaitingPack;
}

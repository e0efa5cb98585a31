import type { SearchedPack, ShownPack } from '@packyard/schema';
import { PackViews } from './pack-views';

const AT = new Date(0);
const ALL = [pack('csv', '1.0.0'), pack('mail', '1.10.0', '1.9.0'), pack('slack', '1.0.0')];

describe('the list of packs', () => {
  const read = jest.fn(() => Promise.resolve({ packs: ALL.slice(1), total: 9 }));
  const listSearched = jest.fn(() => Promise.resolve(ALL.map(searched)));
  const listShown = jest.fn((ids: number[]) => Promise.resolve(ALL.filter(({ packId }) => ids.includes(packId))));
  const nothing = {} as never;
  const views = new PackViews(nothing, { read, listSearched, listShown } as never, nothing, nothing, nothing);

  beforeEach(() => jest.clearAllMocks());

  it('reads its page alone, and has versions in their order', async () => {
    const { packs, total } = await views.page(2, 4);
    expect([packs.map(({ ref, versions }) => [ref, versions]), total]).toEqual([
      [
        ['mail', ['1.9.0', '1.10.0']],
        ['slack', ['1.0.0']],
      ],
      9,
    ]);
    expect(read.mock.calls).toEqual([[2, 4]]);
    await views.page(2, 4, '  ');
    expect(listSearched).not.toHaveBeenCalled();
  });

  it('counts what has the words, and reads a page of that alone', async () => {
    const { packs, total } = await views.page(1, 1, 'the');
    expect([packs.map(({ ref }) => ref), total]).toEqual([['mail'], 3]);
    expect(await views.page(1, 0, 'slack')).toMatchObject({ total: 1, packs: [{ ref: 'slack' }] });
    expect(listShown.mock.calls).toEqual([[[ALL[1]?.packId]], [[ALL[2]?.packId]]]);
    expect(read).not.toHaveBeenCalled();
  });
});

function pack(ref: string, ...versions: string[]): ShownPack {
  const manifest = manifestOf(ref, versions[0] ?? '');
  const times = { createdAt: AT, installedAt: AT };
  return { packId: ref.length, ref, format: 'attune', isEnabled: true, manifest, versions, ...times } as ShownPack;
}

function searched({ packId, ref }: ShownPack): SearchedPack {
  return { packId, ref, label: `The ${ref}`, description: null, tags: [] };
}

function manifestOf(ref: string, version: string) {
  const none = { description: null, author: null, email: null, testing: null };
  const empty = { keywords: [], dependencies: [], runtimeDependencies: [], configSchema: {}, config: {}, meta: {} };
  return { format: 'attune', ref, version, label: `The ${ref}`, pythonRange: '*', nodejsRange: '*', ...none, ...empty };
}

import type { InstalledVersion } from '@packyard/schema';
import { PackViews } from './pack-views';

const AT = new Date(0);
const version = (ref: string, number: string) =>
  ({
    ref,
    version: number,
    format: 'attune',
    isEnabled: number === '1.0.0',
    createdAt: AT,
    installedAt: AT,
    manifest: manifestOf(ref, number),
  }) as unknown as InstalledVersion;
const ALL = [version('csv', '1.0.0'), version('mail', '1.0.0'), version('mail', '1.10.0'), version('slack', '1.0.0')];

describe('the list of packs', () => {
  const listInstalled = jest.fn(() => Promise.resolve(ALL));
  const read = jest.fn(() => Promise.resolve({ versions: ALL.slice(1), totalPacks: 9 }));
  const views = new PackViews({ listInstalled } as never, { read } as never, {} as never, {} as never, {} as never);

  beforeEach(() => jest.clearAllMocks());

  it('reads its page alone', async () => {
    const { packs, total } = await views.page(2, 4);
    expect([packs.map(({ ref, versions }) => [ref, versions]), total]).toEqual([
      [
        ['mail', ['1.0.0', '1.10.0']],
        ['slack', ['1.0.0']],
      ],
      9,
    ]);
    expect(read.mock.calls).toEqual([[2, 4]]);
    await views.page(2, 4, '  ');
    expect(listInstalled).not.toHaveBeenCalled();
  });

  it('counts what has the words, and shows a page of that', async () => {
    const { packs, total } = await views.page(1, 1, 'the');
    expect([packs.map(({ ref }) => ref), total]).toEqual([['mail'], 3]);
    expect(await views.page(1, 0, 'slack')).toMatchObject({ total: 1, packs: [{ ref: 'slack' }] });
  });
});

function manifestOf(ref: string, version: string) {
  const none = { description: null, author: null, email: null, testing: null };
  const empty = { keywords: [], dependencies: [], runtimeDependencies: [], configSchema: {}, config: {}, meta: {} };
  return { format: 'attune', ref, version, label: `The ${ref}`, pythonRange: '*', nodejsRange: '*', ...none, ...empty };
}

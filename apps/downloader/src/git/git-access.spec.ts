import type { HttpClient, NetworkPolicy } from '@packyard/network';
import { GitAccess } from './git-access';
import type { GitCommand } from './git-command';
import { readSubmodules } from './read-submodules';
import type { TreeListing } from './tree-listing';

const policy = { resolve: () => Promise.resolve([{ address: '192.0.2.7', family: 4 }]) } as unknown as NetworkPolicy;
const access = new GitAccess(policy, {} as HttpClient, {});
const routeTo = (url: string) =>
  access.routeTo(
    { url },
    { destination: '/none', scratchFolder: '/none', verifySsl: true },
    new AbortController().signal,
  );
/** What git makes of it: the base whose beginning fits is put in the place of that. */
const connectsTo = ({ url, configuration }: Awaited<ReturnType<typeof routeTo>>) => {
  const [key, named] = Object.entries(configuration)[0] ?? ['', ''];
  return url.startsWith(named) ? url.replace(named, /^url\.(.*)\.insteadOf$/.exec(key)?.[1] ?? '') : url;
};
const submoduleAt = async (url: string) => {
  const git = {
    run: (_args: string[], { onOutput }: { onOutput: (chunk: Buffer) => void }) => {
      onOutput(Buffer.from(`submodule.m.path\nm\0submodule.m.url\n${url}\0`));
      return Promise.resolve('');
    },
  } as unknown as GitCommand;
  const listing = { links: new Map([['m', 'a'.repeat(40)]]) } as unknown as TreeListing;
  const [module] = await readSubmodules(git, { commit: 'b'.repeat(40), listing }, 'https://h.example/top.git');
  return module?.url ?? '';
};

describe('a repository over git://', () => {
  it.each([
    ['git://h.example/x.git', 'git://192.0.2.7/x.git'],
    ['git://h.example:9418/x.git', 'git://192.0.2.7:9418/x.git'],
    ['git://h.example:09418/x.git', 'git://192.0.2.7:9418/x.git'],
    ['git://h.example:/x.git', 'git://192.0.2.7/x.git'],
    ['GIT://h.example:9418/x.git', 'git://192.0.2.7:9418/x.git'],
  ])('is fetched from the address that was checked: %s', async (url, place) => {
    expect(connectsTo(await routeTo(url))).toBe(place);
    expect(connectsTo(await routeTo(await submoduleAt(url)))).toBe(place);
  });

  it.each(['git://u@h.example/x.git', 'git://u:p@h.example/x.git', 'git://h.example'])(
    'is refused where git would look its name up once more: %s',
    async (url) => {
      const refused = expect.objectContaining({ code: expect.stringMatching(/^SOURCE_(INVALID|FORBIDDEN)$/) });
      await expect(routeTo(url)).rejects.toThrow(refused);
      await expect(submoduleAt(url).then(routeTo)).rejects.toThrow(refused);
    },
  );
});

it.each([
  ['https://h.example:0443/x.git', 'https://h.example/x.git'],
  ['https://u:p@h.example/x.git', 'https://u:p@h.example/x.git'],
  ['ssh://git@h.example:022/x.git', 'ssh://git@h.example:22/x.git'],
  ['git@h.example:x.git', 'git@h.example:x.git'],
  ['../x.git', 'https://h.example/x.git'],
])('a submodule at %s is fetched from what was checked', async (written, url) => {
  expect(await submoduleAt(written)).toBe(url);
});

import { join } from 'node:path';
import type { WantedView } from '@packyard/contracts';
import { digestTree } from '@packyard/pack';
import { aPack, temporaryFolder } from '@packyard/testing';
import { StoredFolders } from '../testing/stored-folders';
import { AgentHome } from './agent-home';
import { ContentFetch } from './content-fetch';
import { WrongContent } from './wrong-content';

const MINUTE = 60_000;

describe('a disk that is full', () => {
  const root = temporaryFolder();
  it('is told in words, with what to do about it', async () => {
    const folder = join(root, 'home');
    const home = new AgentHome(folder);
    await home.open(false);
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      errno: -28,
      syscall: 'write',
    });
    const fetch = new ContentFetch(home, { fetch: () => Promise.reject(full) }, new WrongContent());
    const pack = { ref: 'slack', version: '1.0.0', digest: 'sha256:a', storage_path: 'slack/1', content: 'sha256:b' };
    const wanted = { state: '1-a', generation: 1, packs: [{ ...pack, environments: [] }] } as unknown as WantedView;
    expect(await fetch.ensure(wanted, new AbortController().signal)).toEqual([
      {
        subject: 'pack slack 1.0.0',
        message: `The folder ${folder} can't be written to: there is no room left on the disk (ENOSPC).`,
        hint: 'Make room, or name a place on another disk.',
      },
    ]);
    home.close();
  });
});

describe('content that is not what was wanted', () => {
  const folder = temporaryFolder();

  it('is fetched again more and more seldom, and another content at once', async () => {
    const home = new AgentHome(join(folder, 'home'));
    await home.open(false);
    const store = new StoredFolders(join(folder, 'store'));
    aPack('slack').version('1.0.0').writeTo(store.placeOf('wrong'));
    aPack('slack').version('2.0.0').writeTo(store.placeOf('right'));
    const digest = await digestTree(store.placeOf('right'));
    let nowMs = 0;
    const fetch = new ContentFetch(home, store, new WrongContent(() => nowMs));
    const ensure = (content: string) => {
      const pack = {
        ref: 'slack',
        version: '2.0.0',
        digest,
        storage_path: 'slack/2.0.0-abc',
        content,
        environments: [],
      };
      const wanted: WantedView = { state: '1-a', generation: 1, packs: [pack] };
      return fetch.ensure(wanted, new AbortController().signal);
    };
    const wrong = [{ subject: 'pack slack 2.0.0', message: expect.stringContaining(digest) as string }];
    for (const minute of [0, 0.5, 0.9]) {
      nowMs = minute * MINUTE;
      expect(await ensure('wrong')).toMatchObject(wrong);
      expect(store.fetched).toEqual(['wrong']);
    }
    for (const [minute, times] of [
      [1, 2],
      [2, 2],
      [3, 3],
    ] as const) {
      nowMs = minute * MINUTE;
      expect(await ensure('wrong')).toMatchObject(wrong);
      expect(store.fetched).toHaveLength(times);
    }
    expect(await ensure('right')).toEqual([]);
    expect(store.fetched).toEqual(['wrong', 'wrong', 'wrong', 'right']);
  });
});

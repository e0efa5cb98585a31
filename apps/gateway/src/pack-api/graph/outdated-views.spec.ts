import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextRound } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { GraphPackView } from '@packyard/contracts';
import type { LookUp, RegistryEntry } from '@packyard/registry';
import { OutdatedViews } from './outdated-views';

const packs = ['alpha', 'beta', 'gamma'].map((ref) => ({ ref, status: 'Enabled', version: '1.0.0' }) as GraphPackView);
const graphs = { all: () => Promise.resolve({ packs, needs: [], warnings: [] }) } as never;
const entryOf = (version: string) => ({ version }) as RegistryEntry;
const untilAborted = ({ signal }: LookUp) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

describe('what is outdated', () => {
  it('is told as far as it is known when a registry does not answer in time', async () => {
    const registries = {
      versionsFor: (lookUp: LookUp) => (ref: string) =>
        ref === 'alpha' ? Promise.resolve([entryOf('2.0.0')]) : untilAborted(lookUp),
    };
    expect(await new OutdatedViews(graphs, registries, 20).read()).toMatchObject({
      packs: [{ ref: 'alpha', latest: '2.0.0' }],
      unknown: [],
      warnings: [
        expect.stringMatching(/^The registries did not answer within 0.02 seconds: beta and the packs after it/),
      ],
    });
  });

  it('keeps nothing of the request that asked for it', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const storage = new AsyncLocalStorage<object>();
    const views = new OutdatedViews(graphs, { versionsFor: () => () => Promise.resolve([]) });
    const ask = async () => {
      const request = {};
      await storage.run(request, () => views.read());
      return new WeakRef(request);
    };
    const left = await ask();
    await nextRound();
    collectGarbage();
    expect(left.deref()).toBeUndefined();
  });
});

import type { HttpClient, HttpOrder } from '@packyard/network';
import { IndexReader } from './index-reader';

const place = { url: 'https://packs.example/index.json', headers: {} };
const config = { PACKYARD_REGISTRIES: [], PACKYARD_REGISTRY_TTL_SECONDS: 60, PACKYARD_MAX_INDEX_BYTES: 1e6 };
const options = (signal: AbortSignal) => ({ verifySsl: true, signal });

describe('IndexReader', () => {
  it('reads an index once for all who ask at the same time', async () => {
    const { reader, orders } = readerOf(() => Promise.resolve('{"packs":[]}'));
    const { signal } = new AbortController();
    await Promise.all([reader.read(place, options(signal)), reader.read(place, options(signal))]);
    expect(orders).toHaveLength(1);
  });

  it('reads it for the others when the one who began gives up', async () => {
    const first = new AbortController();
    const { reader, orders } = readerOf(async ({ signal }) => {
      if (signal !== first.signal) return '{"packs":[]}';
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    });
    const given = reader.read(place, options(first.signal));
    const other = reader.read(place, options(new AbortController().signal));
    first.abort(new Error('gave up'));
    await expect(given).rejects.toThrow('gave up');
    expect((await other).packs.size).toBe(0);
    expect((await reader.read(place, options(new AbortController().signal))).packs.size).toBe(0);
    expect(orders).toHaveLength(2);
  });
});

function readerOf(text: (order: HttpOrder) => Promise<string>) {
  const orders: HttpOrder[] = [];
  const http = {
    text: (order: HttpOrder) => {
      orders.push(order);
      return text(order);
    },
  } as unknown as HttpClient;
  return { orders, reader: new IndexReader(config, http, { resolve: (path) => Promise.resolve(path) }) };
}

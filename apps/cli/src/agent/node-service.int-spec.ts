import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { type WantedPackView, wantedText, type WantedView } from '@packyard/contracts';
import { listenOnLoopback, type LoopbackServer } from '@packyard/testing';
import { NodeService } from './node-service';

const CHANGES = 'application/vnd.packyard.wanted-changes+json';
const { signal } = new AbortController();

describe('what an agent is told', () => {
  let server: LoopbackServer;
  let answers: object[];
  let asked: { query: Record<string, string>; isForChanges: boolean }[];
  let said: string[];
  let service: NodeService;

  beforeEach(async () => {
    [answers, asked, said] = [[], [], []];
    const played = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://service');
      const isForChanges = request.headers.accept?.includes(CHANGES) === true;
      asked.push({ query: Object.fromEntries(searchParams), isForChanges });
      const data = answers.shift();
      if (data === undefined) response.writeHead(204).end();
      else response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
    });
    server = await listenOnLoopback(played);
    const connection = { url: server.url, urlFrom: '--api-url', token: 'secret', tokenFrom: '--token' };
    service = new NodeService(connection, 'one', (line) => void said.push(line));
  });
  afterEach(() => server.close());

  const packOf = (ref: string, version = '1.0.0'): WantedPackView => ({
    ref,
    version,
    digest: `digest of ${ref}`,
    storage_path: `${ref}/${version}`,
    content: null,
    environments: [],
  });
  const has: WantedView = { state: '1-a', generation: 1, packs: [packOf('email'), packOf('slack'), packOf('sms')] };
  const next: WantedView = { state: '2-b', generation: 2, packs: [packOf('email'), packOf('slack', '2.0.0')] };
  const digestOf = (wanted: WantedView) => `sha256:${createHash('sha256').update(wantedText(wanted)).digest('hex')}`;
  const changes = {
    base: has.state,
    state: next.state,
    generation: 2,
    changed: [packOf('slack', '2.0.0')],
    removed: ['sms'],
    digest: digestOf(next),
  };

  it('is all of it when it has nothing, and what changed after that', async () => {
    answers = [has, changes];
    expect(await service.wanted(undefined, { waitSeconds: 1, signal })).toEqual(has);
    expect(await service.wanted(has, { waitSeconds: 50, signal })).toEqual(next);
    expect(asked).toEqual([
      { query: { node: 'one', wait: '1' }, isForChanges: true },
      { query: { node: 'one', wait: '50', after: has.state }, isForChanges: true },
    ]);
  });

  it('is all of it by a service that knows no changes, and nothing when nothing changed', async () => {
    answers = [next];
    expect(await service.wanted(has, { waitSeconds: 50, signal })).toEqual(next);
    expect(await service.wanted(next, { waitSeconds: 50, signal })).toBeUndefined();
    expect(said).toEqual([]);
  });

  it.each([
    ['come to something else than the service has', has, { ...changes, digest: digestOf(has) }],
    ['are to be applied to something else', { ...has, state: '1-b' }, changes],
    ['are of what it has lost', { ...has, packs: has.packs.slice(1) }, changes],
  ])('is asked for as a whole, at once, when the changes %s', async (_what, had, told) => {
    answers = [told, next];
    expect(await service.wanted(had, { waitSeconds: 50, signal })).toEqual(next);
    expect(asked.at(-1)).toEqual({ query: { node: 'one', wait: '0', after: had.state }, isForChanges: false });
    expect(said).toEqual([expect.stringContaining('generation 2 does not fit to what is here')]);
  });

  it('is no answer of the service when it is neither', async () => {
    answers = [{ state: '2-b', generation: 2 }];
    await expect(service.wanted(has, { waitSeconds: 50, signal })).rejects.toThrow('Packyard');
  });
});

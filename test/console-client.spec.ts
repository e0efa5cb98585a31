import { Client } from '../apps/console/src/api/client';

describe('what requests of the console are about', () => {
  const client = new Client('a-token');
  const asked: unknown[] = [];
  const { fetch } = globalThis;
  beforeAll(() => {
    globalThis.fetch = (place) => {
      asked.push(place);
      return Promise.resolve(new Response('{}'));
    };
  });
  afterAll(() => {
    globalThis.fetch = fetch;
  });
  beforeEach(() => asked.splice(0));

  it.each([
    '/api/v1/groups/../roles/ops',
    '/api/v1/groups/%2e%2E/roles/ops',
    '/api/v1/groups/.',
    '/api/v1/packs/..?page=1',
  ])('refuses %s, which a browser would take for another path', async (path) => {
    await expect(client.json(path, { method: 'DELETE' })).rejects.toMatchObject({
      code: 'PARAMETERS_INVALID',
      message: "'.' and '..' are no names.",
    });
    expect(asked).toEqual([]);
  });

  it.each(['/api/v1/groups/.../roles/a.b', '/api/v1/packs/.a', '/api/v1/groups/%252e%252e', '/api/v1/graph?ref=/../a'])(
    'sends %s as it is',
    async (path) => {
      await client.json(path);
      expect(asked).toEqual([`.${path}`]);
    },
  );

  it('asks whether an answer has changed by its tag', async () => {
    const tags: (string | null)[] = [];
    globalThis.fetch = (_place, call) => {
      const tag = new Headers(call?.headers).get('if-none-match');
      tags.push(tag);
      const isKnown = tag === '"1"';
      return Promise.resolve(
        new Response(isKnown ? null : '{"a":1}', { status: isKnown ? 304 : 200, headers: { etag: '"1"' } }),
      );
    };
    expect(await client.unlessKnown('/api/v1/packs')).toEqual({ answer: { a: 1 }, tag: '"1"' });
    expect(await client.unlessKnown('/api/v1/packs', { tag: '"1"' })).toBeUndefined();
    expect(tags).toEqual([null, '"1"']);
  });
});

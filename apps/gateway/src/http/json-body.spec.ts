import { gzipSync } from 'node:zlib';
import { processorTimeMs } from '@packyard/testing';
import { fastify } from 'fastify';
import { readJsonBodies, unescapeQuotes } from './json-body';

describe('a body', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };
  const GZIP = { ...JSON_TYPE, 'content-encoding': 'gzip' };

  async function answerTo(payload: Buffer, headers: Record<string, string>): Promise<string> {
    const app = fastify();
    readJsonBodies({ getHttpAdapter: () => ({ getInstance: () => app }) } as never);
    app.post('/', ({ body }) => ({ body }));
    const { body } = await app.inject({ method: 'POST', url: '/', payload, headers });
    await app.close();
    return body;
  }

  it.each([
    ['is read', Buffer.from('{"a":1}'), JSON_TYPE, '{"body":{"a":1}}'],
    ['may begin with a mark of its byte order', Buffer.from('\ufeff{"a":1}'), JSON_TYPE, '{"body":{"a":1}}'],
    ['that is no JSON is refused', Buffer.from('{'), JSON_TYPE, 'The body is no JSON.'],
    ['in another encoding is refused', Buffer.from('{"a":1}', 'utf16le'), JSON_TYPE, 'The body is not in UTF-8.'],
    ['that is packed is refused', gzipSync('{"a":1}'), GZIP, '(Content-Encoding: gzip). Send it as it is.'],
  ])('%s', async (_what, payload, headers, expected) => {
    expect(await answerTo(payload, headers)).toContain(expected);
  });
});

describe('unescapeQuotes', () => {
  it.each([
    [String.raw`{"pack_paths": [\"/a\", \"/b c\"]}`, { pack_paths: ['/a', '/b c'] }],
    [
      String.raw`{"packs": [\"slack@1.0.0\"], "destination_dir": "/tmp"}`,
      { packs: ['slack@1.0.0'], destination_dir: '/tmp' },
    ],
    [String.raw`{"packs": [], "note": "say \"hi\""}`, { packs: [], note: 'say "hi"' }],
    [String.raw`{"packs": [\"a\\b\"]}`, { packs: ['a\\b'] }],
  ])('reads %s', (text, expected) => {
    expect(JSON.parse(unescapeQuotes(text))).toEqual(expected);
  });

  it('takes no time that grows with the square of what it can not read', () => {
    const startedAt = processorTimeMs();
    unescapeQuotes(String.raw`\"a`.repeat(100_000));
    unescapeQuotes('"'.repeat(300_001));
    expect(processorTimeMs() - startedAt).toBeLessThan(5000);
  });
});

import { processorTimeMs } from '@packyard/testing';
import { unescapeQuotes } from './json-body';

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

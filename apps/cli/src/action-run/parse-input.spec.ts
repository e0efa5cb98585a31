import { parseInput } from './parse-input';

describe('parseInput', () => {
  it("reads a platform's dotenv lines, with quotes in them", () => {
    const text = `destination_dir='/tmp/it'\\''s here'\npacks='["slack@1.0.0"]'\n# a remark\nverify_ssl="false"\ntimeout=30`;
    expect(parseInput(Buffer.from(text))).toEqual({
      destination_dir: "/tmp/it's here",
      packs: '["slack@1.0.0"]',
      verify_ssl: 'false',
      timeout: '30',
    });
  });

  it('reads one JSON object', () => {
    expect(parseInput(Buffer.from(' {"packs": ["slack\ufffd"], "verify_ssl": false}\n'))).toEqual({
      packs: ['slack\ufffd'],
      verify_ssl: false,
    });
  });

  it.each([
    ['{"packs":', 'begins like JSON, but is none'],
    ['["slack"]', 'is a list'],
    [Buffer.from('{"packs": []}', 'utf16le'), 'is no text in UTF-8'],
    [Buffer.from([0xff, 0xfe, 0x41]), 'is no text in UTF-8'],
    ['slack', 'is neither a JSON object nor lines of name=value'],
  ])('says what is wrong with %j', (text: string | Buffer, message: string) => {
    expect(() => parseInput(Buffer.from(text))).toThrow(message);
  });

  it('takes nothing for nothing', () => {
    expect(parseInput(Buffer.from('\n'))).toEqual({});
  });
});

import { LineReader } from './line-reader';

const CHUNK_BYTES = 65_536;

describe('a reader of lines', () => {
  const linesOf = (...chunks: string[]) => {
    const lines: string[] = [];
    const reader = new LineReader((line) => void lines.push(line));
    for (const chunk of chunks) reader.add(Buffer.from(chunk));
    reader.end();
    return lines;
  };

  it('gives all lines of what tools print', () => {
    const printed = Array.from({ length: 1000 }, (_item, index) => `Downloading package number ${index} of 1000`);
    expect(linesOf(printed.join('\n'))).toEqual(printed);
    expect(linesOf('a\n\nb\r\nc', 'd\n')).toEqual(['a', '', 'b', 'cd']);
  });

  it.each(['\n', 'a\n', '\r'])('gives few of a flood of short ones, and says how many it left out: %j', (line) => {
    const lines = linesOf(line.repeat(CHUNK_BYTES / line.length));
    expect(lines.length).toBeLessThan(CHUNK_BYTES / 25);
    const [leftOut] = lines.filter((one) => one.includes('left out'));
    const count = Number(/\d+/.exec(leftOut ?? '')?.[0]);
    expect(count + lines.length - 1).toBe(CHUNK_BYTES / line.length);
  });
});

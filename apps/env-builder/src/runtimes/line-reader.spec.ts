import { maskerOf } from '@packyard/contracts';
import { LineReader } from './line-reader';

const CHUNK_BYTES = 65_536;
const mask = maskerOf(['s3cr3t-token']);

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

  it.each([8186, 8190, 16_380, 24_000, 40_000])('cuts no secret in two: at %d', (place) => {
    const secret = 's3cr3t-token';
    const lines: string[] = [];
    const reader = new LineReader((line) => void lines.push(mask(line)), mask);
    const line = `${'x'.repeat(place)}${secret}${'y'.repeat(60_000 - place)}`;
    for (let start = 0; start < line.length; start += 5000) reader.add(Buffer.from(line.slice(start, start + 5000)));
    reader.end();
    expect(lines.join('')).toBe(line.replace(secret, '***'));
    expect(lines.length).toBeGreaterThan(4);
    for (const part of lines) expect(part.length).toBeLessThan(25_000);
  });

  it.each(['\n', 'a\n', '\r'])('gives few of a flood of short ones, and says how many it left out: %j', (line) => {
    const lines = linesOf(line.repeat(CHUNK_BYTES / line.length));
    expect(lines.length).toBeLessThan(CHUNK_BYTES / 25);
    const [leftOut] = lines.filter((one) => one.includes('left out'));
    const count = Number(/\d+/.exec(leftOut ?? '')?.[0]);
    expect(count + lines.length - 1).toBe(CHUNK_BYTES / line.length);
  });
});

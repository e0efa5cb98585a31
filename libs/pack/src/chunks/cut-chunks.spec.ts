import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { type Chunk, chunksOfFile, MAX_CHUNK_BYTES } from './cut-chunks';

describe('chunksOfFile', () => {
  const folder = temporaryFolder();
  let count = 0;
  const chunksOf = async (content: Buffer): Promise<Chunk[]> => {
    const file = join(folder, String((count += 1)));
    writeFileSync(file, content);
    const chunks: Chunk[] = [];
    for await (const chunk of chunksOfFile(file)) chunks.push({ ...chunk, bytes: Buffer.from(chunk.bytes) });
    return chunks;
  };

  it.each([0, 1, 100, 1024, 32_768, 32_769, 1_048_576, 3_000_000])('leaves out nothing of %d bytes', async (length) => {
    const content = randomBytes(length);
    const chunks = await chunksOf(content);
    expect(Buffer.concat(chunks.map(({ bytes }) => bytes)).equals(content)).toBe(true);
    expect(chunks.every(({ bytes }) => bytes.length > 0 && bytes.length <= MAX_CHUNK_BYTES)).toBe(true);
  });

  it('cuts content that repeats itself at the largest size', async () => {
    const chunks = await chunksOf(Buffer.alloc(500_000));
    expect(new Set(chunks.map(({ id }) => id)).size).toBeLessThanOrEqual(2);
  });

  it('cuts in the same places when something was put in before them', async () => {
    const content = randomBytes(3_000_000);
    const former = new Set((await chunksOf(content)).map(({ id }) => id));
    const at = 1_234_567;
    const changed = Buffer.concat([content.subarray(0, at), Buffer.from('something new'), content.subarray(at)]);
    const added = (await chunksOf(changed)).filter(({ id }) => !former.has(id));
    expect(former.size).toBeGreaterThan(300);
    expect(added.length).toBeGreaterThan(0);
    expect(added.length).toBeLessThanOrEqual(4);
  });
});

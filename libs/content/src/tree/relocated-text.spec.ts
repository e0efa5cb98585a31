import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { temporaryFolder } from '@packyard/testing';
import { RelocatedText, relocated } from './relocated-text';
import type { ListedFile } from './tree-list';
import { writeLarge } from './write-files';

const MIB = 1024 ** 2;
const move = { from: '/aa/aab', to: '/somewhere/else' };

function inPieces(text: string, bytes: number): string {
  const [content, moved, written] = [Buffer.from(text), new RelocatedText('x', move), [] as Buffer[]];
  for (let at = 0; at < content.length; at += bytes) written.push(moved.add(content.subarray(at, at + bytes)));
  return Buffer.concat([...written, moved.end()]).toString();
}

describe('a text that is moved to another folder', () => {
  const folder = temporaryFolder();

  it('is the same in whatever pieces it comes', () => {
    const text = `/aa/aa/aa/aab/x:/aa/aab/aa/aab//aa/aab ${'/aa/aab/'.repeat(3)}/aa/aa`;
    for (let bytes = 1; bytes <= text.length; bytes += 1)
      expect([bytes, inPieces(text, bytes)]).toEqual([bytes, text.replaceAll('/aa/aab/', '/somewhere/else/')]);
  });

  it('keeps no more than a piece of the path', () => {
    const moved = new RelocatedText('x', { from: move.from, to: move.from });
    let waiting = 0;
    for (const piece of ['/aa/aab/'.repeat(1000), '/aa', '/a', 'x'.repeat(5000), '/aa/aab']) {
      waiting += piece.length - moved.add(Buffer.from(piece)).length;
      expect(waiting).toBeLessThan('/aa/aab/'.length);
    }
    expect(moved.end()).toHaveLength(waiting);
  });

  it('is refused once the first line of a script is too long, in whatever pieces it comes', () => {
    const script = (bytes: number) => `#!/aa/aab/${'x'.repeat(bytes - '#!/somewhere/else/'.length)}\n/aa/aab/\n`;
    for (const bytes of [1, 3, 300]) {
      expect(inPieces(script(255), bytes)).toContain('else/xx');
      expect(() => inPieces(script(256), bytes)).toThrow('too long for the first line of a script');
    }
    expect(relocated('x', Buffer.from(`no script ${'x'.repeat(300)}\n`), move)).toHaveLength(311);
  });

  it('takes little memory, however large it is and however often it names the folder', async () => {
    const size = 64 * MIB;
    const packed = join(folder, 'packed.zst');
    writeFileSync(packed, zstdCompressSync(Buffer.alloc(size, '/aa/aab/')));
    const listed: ListedFile = ['text', 0o644, 0, 0, size];
    const files = [{ listed, modifiedAt: undefined, move }];
    const before = process.resourceUsage().maxRSS;
    await writeLarge(packed, size, { root: folder, files });
    const grownBy = (process.resourceUsage().maxRSS - before) * 1024;
    expect(statSync(join(folder, 'text')).size).toBe(2 * size);
    expect(readFileSync(join(folder, 'text')).subarray(-32).toString()).toBe('/somewhere/else/'.repeat(2));
    // All of it in memory took more than ten times its size.
    expect(grownBy).toBeLessThan(4 * size);
  });
});

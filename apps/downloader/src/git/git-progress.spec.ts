import fc from 'fast-check';
import type { TransferProgress } from '../sources/pack-source';
import { GitProgress, withoutProgress } from './git-progress';

const SAID =
  'remote: Enumerating objects: 12, done.        \n' +
  'remote: Counting objects:  50% (6/12)        \rremote: Counting objects: 100% (12/12), done.        \n' +
  'Receiving objects:   8% (1/12)\rReceiving objects:  50% (6/12), 1.20 MiB | 2.40 MiB/s\r' +
  'Receiving objects: 100% (12/12), 2.31 MiB | 2.50 MiB/s, done.\nResolving deltas: 100% (3/3), done.\n';

function told(chunks: readonly string[]): TransferProgress[] {
  const all: TransferProgress[] = [];
  const progress = new GitProgress((moved) => all.push(moved));
  for (const chunk of chunks) progress.addOutput(Buffer.from(chunk));
  return all;
}

describe('the progress of git', () => {
  it('is read off what it prints to people', () => {
    const lines = SAID.split(/(?<=[\r\n])/);
    expect(told(lines).map(({ fraction, doing }) => [fraction, doing])).toEqual([
      [0.5, 'waiting for the server, which prepares'],
      [1, 'waiting for the server, which prepares'],
      [0.08, 'receiving'],
      [0.5, 'receiving'],
      [1, 'receiving'],
      [1, 'received, and putting it together'],
    ]);
  });

  it('ends with the same however the output is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(SAID.length), { maxLength: 20 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), SAID.length];
        const chunks = at.slice(1).map((end, index) => SAID.slice(at[index], end));
        expect(told(chunks).at(-1)).toEqual({ bytes: 0, fraction: 1, doing: 'received, and putting it together' });
      }),
    );
  });

  it('takes the bytes from the disk, which only become more', () => {
    const all: TransferProgress[] = [];
    const progress = new GitProgress((moved) => all.push(moved));
    progress.addOutput(Buffer.from('Receiving objects:  10% (1/10)\r'));
    for (const bytes of [500, 300, 900]) progress.setBytes(bytes);
    expect(all.map(({ bytes, fraction }) => [bytes, fraction])).toEqual([
      [0, 0.1],
      [500, 0.1],
      [900, 0.1],
    ]);
  });

  it('takes no words of the server, and keeps no long line of it', () => {
    expect(told(['remote: Receiving objects:  99% (1/1)\r', 'remote: \u001b[2J owned 50%\n'])).toEqual([]);
    const progress = new GitProgress(() => undefined);
    progress.addOutput(Buffer.alloc(10_000_000, 'a'));
    expect(JSON.stringify(progress).length).toBeLessThan(1000);
  });

  it('is no part of the reason of a failure, which follows without a new line once \\r is taken out', () => {
    const said = `${SAID}Receiving objects:  71% (5/7), 1.20 MiB | 512.00 KiB/s   \rfatal: write error: No space left on device\n`;
    expect(withoutProgress(said.replaceAll('\r', ''))).toMatch(/(^|\n)fatal: write error: No space left on device\n$/);
    expect(withoutProgress(said.replaceAll('\r', ''))).not.toMatch(/objects|deltas/);
  });

  it('is no part of the reason of a failure', () => {
    expect(withoutProgress(`${SAID.slice(0, 200)}\rfatal: early EOF\nremote: Not found\n`)).toBe(
      'fatal: early EOF\nremote: Not found\n',
    );
  });
});

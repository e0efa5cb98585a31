import type { TransferProgress } from '../sources/pack-source';

const MAX_CHARACTERS = 300;

/** What git prints to people while it fetches. Nothing of the server's own words is taken but numbers. */
const PHASES: readonly (readonly [RegExp, string])[] = [
  [/^remote: (?:Counting|Compressing) objects: +(\d{1,3})%/, 'waiting for the server, which prepares'],
  [/^Receiving objects: +(\d{1,3})%/, 'receiving'],
  [/^Resolving deltas: +(\d{1,3})%/, 'received, and putting it together'],
];

/** How far a fetch of git is: its share of the objects as git tells it, the bytes as they lie on the disk. */
export class GitProgress {
  private rest = '';
  private moved: TransferProgress = { bytes: 0 };

  constructor(private readonly tell: (moved: TransferProgress) => void) {}

  /** A part of what git printed, wherever it ends. Git writes a line over the last one by `\r`. */
  addOutput(chunk: Buffer): void {
    const lines = `${this.rest}${chunk.toString('latin1')}`.split(/[\r\n]+/);
    this.rest = lines.pop()?.slice(-MAX_CHARACTERS) ?? '';
    const latest = lines.map(phaseOf).findLast((phase) => phase !== undefined);
    if (latest === undefined) return;
    this.moved = { ...this.moved, ...latest };
    this.tell(this.moved);
  }

  /** How much lies on the disk by now. */
  setBytes(bytes: number): void {
    if (bytes <= this.moved.bytes) return;
    this.moved = { ...this.moved, bytes };
    this.tell(this.moved);
  }
}

/** One step of it, up to where the next text begins: the reason of a failure follows without a new line. */
const STEP = new RegExp(
  [
    /(?:remote: )?(?:Enumerating|Counting|Compressing|Receiving|Resolving) \w+: +\d+(?:% \(\d+\/\d+\))?/,
    /(?:, [\d.]+ \w+(?: \| [\d.]+ \w+\/s)?)?(?:, done\.)?/,
  ]
    .map(({ source }) => source)
    .join('')
    .concat('[ \\r]*'),
  'g',
);

/** What else git printed: the reason, when it failed. */
export function withoutProgress(text: string): string {
  return text
    .replace(STEP, '\n')
    .replace(/[\r\n]+/g, '\n')
    .replace(/^\n/, '');
}

function phaseOf(line: string): Pick<TransferProgress, 'fraction' | 'doing'> | undefined {
  for (const [pattern, doing] of PHASES) {
    const percent = pattern.exec(line)?.[1];
    if (percent !== undefined) return { doing, fraction: Math.min(100, Number(percent)) / 100 };
  }
  return undefined;
}

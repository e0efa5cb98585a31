import { StringDecoder } from 'node:string_decoder';

const MAX_LENGTH = 8192;
/** Longer than any secret in any spelling: as much of a long line waits, for what begins in there to be whole. */
const MAX_SECRET_LENGTH = 16_384;
// Each line costs as much as some hundred bytes do: what prints nothing but empty ones would keep everybody else waiting.
const BYTES_A_LINE = 32;
const ALWAYS_TAKEN = 64;

/** Makes lines of chunks of text. A line that gets too long is cut into several; of far too many at once the middle is left out. */
export class LineReader {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  /** With `mask`, no secret is cut in two, of which neither would be known for what it is. */
  constructor(
    private readonly take: (line: string) => void,
    private readonly mask?: (text: string) => string,
  ) {}

  add(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.write(chunk)).split(/\r\n|[\r\n]/);
    this.rest = lines.pop() ?? '';
    for (const line of fewOf(lines, ALWAYS_TAKEN + chunk.length / BYTES_A_LINE)) this.take(line);
    const waits = this.mask === undefined ? 0 : MAX_SECRET_LENGTH;
    if (this.rest.length <= MAX_LENGTH + waits) return;
    this.rest = this.mask?.(this.rest) ?? this.rest;
    while (this.rest.length > MAX_LENGTH + waits) {
      this.take(this.rest.slice(0, MAX_LENGTH));
      this.rest = this.rest.slice(MAX_LENGTH);
    }
  }

  end(): void {
    const last = this.rest + this.decoder.end();
    this.rest = '';
    if (last !== '') this.take(last);
  }
}

function fewOf(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const half = Math.floor(most / 2);
  return [...lines.slice(0, half), `… ${lines.length - 2 * half} lines left out …`, ...lines.slice(-half)];
}

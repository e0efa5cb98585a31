import { StringDecoder } from 'node:string_decoder';

const LONGEST = 8192;

/** Makes lines of chunks of text. A line that gets too long is cut into several. */
export class LineReader {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  constructor(private readonly take: (line: string) => void) {}

  add(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.write(chunk)).split(/\r\n|[\r\n]/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.take(line);
    while (this.rest.length > LONGEST) {
      this.take(this.rest.slice(0, LONGEST));
      this.rest = this.rest.slice(LONGEST);
    }
  }

  end(): void {
    const last = this.rest + this.decoder.end();
    this.rest = '';
    if (last !== '') this.take(last);
  }
}

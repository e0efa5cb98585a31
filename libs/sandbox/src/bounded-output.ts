/** Collects the output of a process: all of it while it is short, otherwise its head and its tail. */
export class BoundedOutput {
  private head = Buffer.alloc(0);
  private tail = Buffer.alloc(0);
  private dropped = 0;

  constructor(private readonly maxBytes: number) {}

  add(chunk: Buffer): void {
    const half = Math.floor(this.maxBytes / 2);
    const room = half - this.head.length;
    this.head = Buffer.concat([this.head, chunk.subarray(0, Math.max(0, room))]);
    const tail = Buffer.concat([this.tail, chunk.subarray(Math.max(0, room))]);
    this.dropped += Math.max(0, tail.length - half);
    this.tail = tail.subarray(Math.max(0, tail.length - half));
  }

  toString(): string {
    const gap = this.dropped > 0 ? `\n… ${this.dropped} bytes left out …\n` : '';
    return `${this.head.toString('utf8')}${gap}${this.tail.toString('utf8')}`;
  }
}

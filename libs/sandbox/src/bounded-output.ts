/** Collects the output of a process: all of it while it is short, otherwise its head and its tail. */
export class BoundedOutput {
  private readonly head: Buffer[] = [];
  private headBytes = 0;
  private readonly tail: Buffer[] = [];
  private tailBytes = 0;
  private dropped = 0;

  constructor(private readonly maxBytes: number) {}

  /** Costs what the chunk's bytes cost, however much there was before. */
  add(chunk: Buffer): void {
    const half = Math.floor(this.maxBytes / 2);
    const room = Math.max(0, half - this.headBytes);
    if (room > 0) this.head.push(chunk.subarray(0, room));
    this.headBytes += Math.min(room, chunk.length);
    if (chunk.length <= room) return;
    this.tail.push(chunk.subarray(room));
    this.tailBytes += chunk.length - room;
    this.dropOldest(half);
  }

  toString(): string {
    const gap = this.dropped > 0 ? `\n… ${this.dropped} bytes left out …\n` : '';
    return `${Buffer.concat(this.head).toString('utf8')}${gap}${Buffer.concat(this.tail).toString('utf8')}`;
  }

  private dropOldest(most: number): void {
    while (this.tailBytes > most) {
      const oldest = this.tail[0] ?? Buffer.alloc(0);
      const excess = Math.min(oldest.length, this.tailBytes - most);
      if (excess === oldest.length) this.tail.shift();
      else this.tail[0] = oldest.subarray(excess);
      this.tailBytes -= excess;
      this.dropped += excess;
    }
  }
}

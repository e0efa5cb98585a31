// Python corrects the paths in what it has compiled by itself.
const HEALS = /\.pyc$/;
const NUL = 0;

/** Which files of a tree name the folder that it was made in: texts can be rewritten where they arrive, others can't. */
export class PathMentions {
  readonly moves: number[] = [];
  readonly fixed: string[] = [];
  private readonly wanted: Buffer | undefined;

  constructor(base: string | undefined) {
    this.wanted = base === undefined ? undefined : Buffer.from(`${base}/`);
  }

  look(index: number, path: string, chunks: readonly Buffer[]): void {
    const looking = this.looking(index, path);
    for (const chunk of chunks) looking.add(chunk);
    looking.end();
  }

  /** For what comes in pieces. */
  looking(index: number, path: string): { add: (chunk: Buffer) => void; end: () => void } {
    const { wanted } = this;
    if (wanted === undefined || HEALS.test(path)) return { add: () => undefined, end: () => undefined };
    let [isNamed, isBinary, rest] = [false, false, Buffer.alloc(0)];
    return {
      add: (chunk) => {
        isNamed ||= Buffer.concat([rest, chunk.subarray(0, wanted.length)]).includes(wanted) || chunk.includes(wanted);
        isBinary ||= chunk.includes(NUL);
        rest = Buffer.concat([rest, chunk]).subarray(-(wanted.length - 1));
      },
      end: () => {
        if (isNamed && isBinary) this.fixed.push(path);
        else if (isNamed) this.moves.push(index);
      },
    };
  }
}

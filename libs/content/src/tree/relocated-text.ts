import { RejectedError } from '@packyard/contracts';

// Beyond it the system takes no first line of a script.
const MAX_SHEBANG_LENGTH = 255;
const SHEBANG = '#!';
const LINE_END = 0x0a;

export interface Relocation {
  from: string;
  to: string;
}

/**
 * A text with another folder in the place of that which it was made in, as conda does it. It comes in pieces: who writes a
 * package decides how long it is and how often it names the folder, and none of it may have to be in memory at once.
 */
export class RelocatedText {
  private readonly wanted: Buffer;
  private readonly instead: Buffer;
  /** The last bytes, with which the name of the folder may begin. */
  private rest: Buffer = Buffer.alloc(0);
  private head: Buffer = Buffer.alloc(0);

  constructor(
    private readonly path: string,
    private readonly move: Relocation,
  ) {
    this.wanted = Buffer.from(`${move.from}/`);
    this.instead = Buffer.from(`${move.to}/`);
  }

  /** What is known of it by now. @throws RejectedError ENVIRONMENT_UNUSABLE when the first line of a script gets too long */
  add(piece: Buffer): Buffer {
    const text = Buffer.concat([this.rest, piece]);
    const parts: Buffer[] = [];
    let at = 0;
    for (let found = text.indexOf(this.wanted); found !== -1; found = text.indexOf(this.wanted, at)) {
      parts.push(text.subarray(at, found), this.instead);
      at = found + this.wanted.length;
    }
    const known = Math.max(at, text.length - this.wanted.length + 1);
    this.rest = text.subarray(known);
    return this.checked(Buffer.concat([...parts, text.subarray(at, known)]));
  }

  /** What is left. @throws RejectedError ENVIRONMENT_UNUSABLE */
  end(): Buffer {
    return this.checked(this.rest);
  }

  private checked(moved: Buffer): Buffer {
    if (this.head.length > MAX_SHEBANG_LENGTH) return moved;
    this.head = Buffer.concat([this.head, moved.subarray(0, MAX_SHEBANG_LENGTH + 1 - this.head.length)]);
    const isWhole = this.head.length <= MAX_SHEBANG_LENGTH || this.head.includes(LINE_END);
    if (!isWhole && this.head.toString('latin1').startsWith(SHEBANG)) throw tooLong(this.path, this.move.to);
    return moved;
  }
}

/** Of one that is in memory anyway. @throws RejectedError ENVIRONMENT_UNUSABLE */
export function relocated(path: string, content: Buffer, move: Relocation): Buffer {
  const text = new RelocatedText(path, move);
  return Buffer.concat([text.add(content), text.end()]);
}

function tooLong(path: string, to: string): RejectedError {
  return new RejectedError(
    'ENVIRONMENT_UNUSABLE',
    `'${path}' would begin with the path of ${to}, which is too long for the first line of a script.`,
    { hint: 'Give this node a PACKYARD_HOME with a shorter path.' },
  );
}

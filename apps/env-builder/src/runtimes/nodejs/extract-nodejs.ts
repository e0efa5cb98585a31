import { chmodSync, closeSync, createReadStream, openSync, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isDiskFailure } from '@packyard/store';
import { Parser, type ReadEntry } from 'tar';

export interface NodejsExtraction {
  /** As a registry of npm has it. */
  archive: string;
  /** Where the program is written; nothing is there yet. */
  target: string;
  /** Of the program; of all that is read of the archive, four times as many. */
  maxBytes: number;
}

const PROGRAM = /^(?:\.\/)?[^/]+\/bin\/node$/;
const FILES = ['File', 'OldFile', 'ContiguousFile'];

/**
 * Takes `bin/node` out of an archive, as a plain file, and looks at nothing else in it: no field of its `package.json` is
 * obeyed. It takes as long as the archive likes: it is called in a reader process.
 * @returns why there is none; nothing when there is
 */
export async function extractNodejs({ archive, target, maxBytes }: NodejsExtraction): Promise<string | undefined> {
  const program = new Program(target, maxBytes);
  const unpacked = pipeline(createReadStream(archive), createGunzip(), () => undefined);
  let bytes = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > 4 * maxBytes) return `its archive holds more than ${4 * maxBytes} bytes`;
      program.parse(chunk);
      if (program.isDecided) return program.problem;
    }
    return 'there is no bin/node in it';
  } catch (error) {
    if (isDiskFailure(error)) throw error;
    return `its archive can't be read: ${(error as Error).message}`;
  } finally {
    program.close();
  }
}

/** The first entry of that name. A reader process has nothing else to do: it asks the disk and waits. */
class Program {
  isDecided = false;
  problem: string | undefined;
  private failure: Error | undefined;
  private file: number | undefined;
  private readonly parser: Parser;

  constructor(
    private readonly target: string,
    private readonly maxBytes: number,
  ) {
    const filter = (path: string) => !this.isDecided && this.file === undefined && PROGRAM.test(path);
    const onReadEntry = (entry: ReadEntry) => this.take(entry);
    this.parser = new Parser({ strict: true, brotli: false, zstd: false, filter, onReadEntry });
    this.parser.on('error', (error) => (this.failure ??= error as Error));
  }

  parse(chunk: Buffer): void {
    this.parser.write(chunk);
    if (this.failure !== undefined) throw this.failure;
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }

  private take(entry: ReadEntry): void {
    this.problem = this.problemOf(entry);
    if (this.problem === undefined) {
      this.write(entry);
    } else {
      this.isDecided = true;
      entry.resume();
    }
  }

  private problemOf({ type, size }: ReadEntry): string | undefined {
    if (!FILES.includes(type)) return 'its bin/node is no file';
    if (size <= this.maxBytes) return undefined;
    return `its bin/node has ${size} bytes, and ${this.maxBytes} are the most`;
  }

  private write(entry: ReadEntry): void {
    const file = openSync(this.target, 'wx');
    this.file = file;
    entry.on('end', () => {
      chmodSync(this.target, 0o755);
      this.isDecided = true;
    });
    entry.on('data', (chunk) => writeFileSync(file, chunk));
  }
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Operation } from './version-model';

export type Answer = { result: unknown } | { code: string; message: string; stack?: string };

interface Rehearsal {
  op: 'rollback';
  to: number;
  dryRun: true;
}

/** Repairs links, and keeps so many generations. */
interface UpkeepRequest {
  op: 'upkeep';
  keep: number;
}

/** A process that does what it is told to versions, until it is killed. */
export class VersionActor {
  private child: ChildProcessWithoutNullStreams | undefined;
  private lines!: AsyncIterator<string>;
  private errors = '';

  async start(): Promise<this> {
    this.errors = '';
    this.child = spawn(process.execPath, [join(__dirname, 'version-actor.process.mjs')], {
      env: { PATH: process.env['PATH'] },
    });
    this.child.stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    const lines: Interface = createInterface({ input: this.child.stdout });
    this.lines = lines[Symbol.asyncIterator]();
    return Promise.resolve(this);
  }

  /** Goes to work on a database and a home, as a process does that starts there. */
  async open(databaseUrl: string, folder: string): Promise<void> {
    if (!this.isAlive) await this.start();
    this.send({ op: 'open', databaseUrl, folder });
    expect(JSON.parse((await this.next()) ?? '"gone"')).toEqual({ result: null });
  }

  /** Nothing when the process died before it could answer. */
  async tell(operation: Operation | Rehearsal | UpkeepRequest): Promise<Answer | undefined> {
    this.send(operation);
    const line = await this.next();
    return line === undefined ? undefined : (JSON.parse(line) as Answer);
  }

  send(operation: object): void {
    this.child?.stdin.write(`${JSON.stringify(operation)}\n`);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (!this.isAlive) return;
    const gone = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child?.kill(signal);
    await gone;
  }

  private get isAlive(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  private async next(): Promise<string | undefined> {
    const { value, done } = await this.lines.next();
    if (done !== true) return value;
    if (this.errors !== '') throw new Error(this.errors);
    return undefined;
  }
}

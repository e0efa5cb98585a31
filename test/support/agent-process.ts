import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { once } from 'node:events';

export interface AgentOptions {
  name: string;
  home: string;
  environment: Record<string, string>;
}

/** `packyard agent` as a process, and what its node shows. */
export class AgentProcess {
  readonly log: string[] = [];
  private child: ChildProcess | undefined;

  constructor(private readonly options: AgentOptions) {}

  get name(): string {
    return this.options.name;
  }

  start(): this {
    const { name, home, environment } = this.options;
    const program = resolve(__dirname, '../../bin/packyard.mjs');
    // What is replaced goes at once, so that going back has to fetch it again.
    const keep = ['--keep', '1', '--keep-minutes', '0'];
    this.child = spawn(process.execPath, [program, 'agent', '--name', name, '--folder', home, ...keep], {
      env: { PATH: process.env['PATH'], HOME: home, ...environment },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => this.log.push(chunk.toString()));
    return this;
  }

  /** Returns the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    return child.exitCode;
  }

  /** As a runner sees it, which looks once where `packs` leads: folders of content by the name of their pack. */
  shown(): Map<string, string> {
    const packs = realpathSync(join(this.options.home, 'packs'));
    return new Map(readdirSync(packs).map((ref) => [ref, realpathSync(join(packs, ref))]));
  }

  /** The state that is shown, and its packs' places, as the service said it; nothing before the first. */
  manifest(): { state: string; packs: { ref: string; digest: string; storage_path: string }[] } | undefined {
    let packs: string;
    try {
      packs = realpathSync(join(this.options.home, 'packs'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const wanted = JSON.parse(readFileSync(join(dirname(packs), 'wanted.json'), 'utf8')) as ReturnType<
      typeof this.manifest
    >;
    if (wanted?.state !== basename(dirname(packs))) throw new Error(`${packs} holds another state`);
    return wanted;
  }
}

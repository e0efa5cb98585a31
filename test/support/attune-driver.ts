import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { STAND_INS } from './attune-stand-ins';
import type { Service } from './service';

interface Places {
  folder: string;
  service: Service;
  gitUrl: string;
  /** With a token in it. */
  privateGitUrl: string;
  filesUrl: string;
}

export interface Seat {
  cwd?: string;
  environment?: Record<string, string>;
}

interface Typed {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface Executed {
  code: number | null;
  output: unknown;
}

/** A seat at which the examples of the document are typed as they are printed, in bash. */
export class AttuneDriver {
  /** All that was printed here. */
  readonly said: string[] = [];
  private readonly programs: string;

  constructor(private readonly places: Places) {
    this.programs = join(places.folder, 'programs');
    mkdirSync(this.programs);
    mkdirSync(this.folder);
    const entry = resolve(__dirname, '../../bin/packyard.mjs');
    this.addProgram('packyard', `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`);
    for (const [name, program] of Object.entries(STAND_INS)) {
      const isThere = spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
      if (!isThere) this.addProgram(name, `#!${process.execPath}\n${program}`);
    }
  }

  /** The current folder of what is typed. */
  get folder(): string {
    return join(this.places.folder, 'driver');
  }

  addProgram(name: string, text: string): void {
    writeFileSync(join(this.programs, name), text, { mode: 0o755 });
  }

  /** What leads to the internet, to a folder that all share or to a fixed port leads to the test instead. */
  translate(text: string): string {
    const { folder, service, gitUrl, privateGitUrl, filesUrl } = this.places;
    return text
      .replaceAll(/\battune (?=action|auth)/g, 'packyard ')
      .replaceAll('/tmp/attune-packs', join(folder, 'attune-packs'))
      .replaceAll('/tmp/packs', join(folder, 'packs'))
      .replaceAll('https://token@github.com', privateGitUrl)
      .replaceAll('https://github.com', gitUrl)
      .replaceAll('git@github.com', 'git@127.0.0.1')
      .replaceAll('https://registry.attune.io', filesUrl)
      .replaceAll('http://localhost:8080', service.url);
  }

  type(example: string, { cwd = this.folder, environment = {} }: Seat = {}): Promise<Typed> {
    const { folder, service } = this.places;
    const child = spawn('bash', ['-c', this.translate(example)], {
      cwd,
      env: {
        PATH: `${this.programs}${delimiter}${process.env['PATH'] ?? ''}`,
        HOME: folder,
        PACKYARD_HOME: join(folder, 'home'),
        TOKEN: service.token,
        ATTUNE_API_TOKEN: service.token,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    return new Promise((done) => {
      child.once('close', (code) => {
        this.said.push(output.stdout, output.stderr);
        done({ code, ...output });
      });
    });
  }

  /** Types the execution of an action, and answers what came of it: the exit code, and the action's output. */
  async execute(example: string): Promise<Executed> {
    const typed = await this.type(example);
    const [, id] = /^execution (\d+) /m.exec(typed.stdout) ?? [];
    if (id === undefined) throw new Error(`Nothing was executed: ${typed.stdout}${typed.stderr}`);
    return { code: typed.code, output: (await this.places.service.execution(Number(id))).result };
  }

  /** The same with `--json`, which has to print the whole execution and nothing beside it. */
  async executeAsJson(example: string): Promise<Executed & { whole: unknown }> {
    const { code, stdout } = await this.type(`${example} --json`);
    const whole = JSON.parse(stdout) as { output: unknown };
    return { code, whole, output: whole.output };
  }

  /** Runs an action as an entry point, with the variables set, and reads what it prints. */
  async run(name: string, variables: Record<string, string> = {}, before = ''): Promise<Executed> {
    const environment = Object.fromEntries(
      Object.entries(variables).map(([variable, value]) => [variable, this.translate(value)]),
    );
    const { code, stdout } = await this.type(`${before}packyard action run ${name}`, { environment });
    return { code, output: JSON.parse(stdout) as unknown };
  }
}

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { TestFixture } from './test-fixture';

interface Typed {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Types the commands of the manual as they are printed, in bash. */
export class BundleDriver {
  private home = '';

  constructor(private readonly fixture: TestFixture) {}

  start(home = this.fixture.path('home')): void {
    this.home = home;
    mkdirSync(this.folder, { recursive: true });
    mkdirSync(this.programs, { recursive: true });
    const entry = resolve(__dirname, '../../bin/packyard.mjs');
    const program = `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`;
    writeFileSync(join(this.programs, 'packyard'), program, { mode: 0o755 });
  }

  /** Puts a file where commands are typed. */
  write(name: string, text: string): string {
    writeFileSync(join(this.folder, name), text);
    return name;
  }

  type(command: string): Promise<Typed> {
    const line = command.replace(/^(gort|go run \.) /, 'packyard ');
    const child = spawn('bash', ['-c', line], {
      cwd: this.folder,
      env: {
        PATH: `${this.programs}${delimiter}${process.env['PATH'] ?? ''}`,
        HOME: this.folder,
        PACKYARD_HOME: this.home,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    return new Promise((done) => {
      child.once('close', (code) => done({ code, ...output }));
    });
  }

  private get folder(): string {
    return this.fixture.path('driver');
  }

  private get programs(): string {
    return this.fixture.path('programs');
  }
}

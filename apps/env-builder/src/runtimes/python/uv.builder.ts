import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import type { CommandResult } from '@packyard/sandbox';
import type { Run } from '../build-in-scratch';
import { linkModeOf } from '../link-mode';
import type { Installation, Installed, PythonBuilder } from './python-builder';
import { pythonFailure } from './python-failure';
import type { Interpreter } from './python-interpreter';
import { bundledWheels } from './bundled-wheels';
import { uvIndexArguments, uvSettings } from './uv-settings';

export interface Uv {
  program: string;
  version: string;
}

/** What uv says when wheels alone will not do. */
const WANTS_SOURCE = /building from source is disabled|Building source distributions .*disabled|no-build/i;

interface Attempt {
  installation: Installation;
  lock: string | undefined;
  mayBuild: boolean;
  isOffline: boolean;
}

/** Virtualenvs by uv: resolved once, locked with hashes, linked from its cache. */
export class UvBuilder implements PythonBuilder {
  private readonly settings: Record<string, string>;
  private readonly indexArguments: string[];

  constructor(
    private readonly uv: Uv,
    private readonly run: Run,
    environment: Readonly<Record<string, string>>,
  ) {
    this.settings = uvSettings(environment);
    this.indexArguments = uvIndexArguments(environment);
  }

  get description(): string {
    return `uv ${this.uv.version}`;
  }

  async makeVirtualenv(interpreter: Interpreter, folder: string): Promise<void> {
    const made = await this.call(['venv', '--python', interpreter.executable, folder]);
    if (made.exitCode !== 0) throw cannotMake(interpreter, made);
    await this.seed(interpreter, folder);
  }

  /** What `python -m venv` brings: pip, and before Python 3.12 setuptools, which old packages import. */
  private async seed(interpreter: Interpreter, folder: string): Promise<void> {
    const { folder: wheels, names } = await bundledWheels(interpreter, this.run);
    if (names.length === 0) return;
    const args = ['pip', 'install', '--offline', '--no-index', '--find-links', wheels, '--python', pythonIn(folder)];
    const seeded = await this.call([...args, ...names]);
    if (seeded.exitCode !== 0) throw cannotMake(interpreter, seeded);
  }

  async install(installation: Installation): Promise<Installed> {
    const result = await this.attempt(installation);
    if (result.exitCode !== 0) throw pythonFailure('uv', result);
    const [lock, linkMode] = await Promise.all([
      readFile(lockFile(installation), 'utf8'),
      linkModeOf(installation.folder),
    ]);
    return { lock, linkMode };
  }

  /** From the cache alone when the versions are known; then wheels only; then with sources, kept to themselves. */
  private async attempt(installation: Installation): Promise<CommandResult> {
    const { lock, allowSourceBuilds } = installation;
    const base = { installation, lock, mayBuild: false, isOffline: false };
    if (lock !== undefined) {
      for (const mayBuild of allowSourceBuilds ? [false, true] : [false]) {
        const cached = await this.once({ ...base, mayBuild, isOffline: true });
        if (cached.exitCode === 0) return cached;
      }
    }
    const wheels = await this.once(base);
    if (wheels.exitCode === 0 || !allowSourceBuilds || !WANTS_SOURCE.test(wheels.stderr)) return wheels;
    return this.once({ ...base, mayBuild: true });
  }

  private async once(attempt: Attempt): Promise<CommandResult> {
    const { installation, lock } = attempt;
    if (lock !== undefined) await writeFile(lockFile(installation), lock);
    else {
      const resolved = await this.resolve(attempt);
      if (resolved.exitCode !== 0) return resolved;
    }
    const args = ['pip', 'install', '--no-deps', '--compile-bytecode', '--python', pythonIn(installation.folder)];
    return this.call([...args, ...this.sharedArguments(attempt), '-r', lockFile(installation)], attempt);
  }

  private resolve(attempt: Attempt): Promise<CommandResult> {
    const { installation } = attempt;
    const args = ['pip', 'compile', '--quiet', '--generate-hashes', '--no-header', '--no-annotate'];
    const files = ['--python', pythonIn(installation.folder), '--output-file', lockFile(installation)];
    return this.call([...args, ...files, ...this.sharedArguments(attempt), installation.requirements], attempt);
  }

  private sharedArguments({ mayBuild, isOffline }: Attempt): string[] {
    return [...this.indexArguments, ...(mayBuild ? [] : ['--no-build']), ...(isOffline ? ['--offline'] : [])];
  }

  private call(args: readonly string[], attempt?: Attempt): Promise<CommandResult> {
    const { installation, mayBuild = false } = attempt ?? {};
    const cache = mayBuild ? installation?.privateCacheFolder : installation?.cacheFolder;
    const environment = { ...this.settings, ...(cache === undefined ? {} : { UV_CACHE_DIR: join(cache, 'uv') }) };
    return this.run(this.uv.program, args, { environment, onLine: progressOf });
  }
}

function pythonIn(folder: string): string {
  return join(folder, 'bin', 'python');
}

function lockFile({ scratchFolder }: Installation): string {
  return join(scratchFolder, 'requirements.lock');
}

function cannotMake({ command }: Interpreter, result: CommandResult): RejectedError {
  const said = `${result.stdout}${result.stderr}`.trim().slice(-500);
  return new RejectedError('RUNTIME_NOT_FOUND', `uv could not make a virtualenv with ${command}: ${said}`, {
    hint: 'Look whether this Python works on the worker, or set PACKYARD_UV=off to build without uv.',
    cause: result,
  });
}

/** `Downloading botocore (16.1MiB)`, `Building mysqlclient==2.1.1`, `Resolved 12 packages in 8ms`. */
function progressOf(line: string): string | undefined {
  const [, doing, what = ''] =
    /^\s*(Downloading|Building|Resolved|Prepared|Installed) (.*?)(?: in [\d.]+m?s)?$/.exec(line) ?? [];
  if (doing === undefined) return undefined;
  if (doing === 'Resolved') return `installing ${what}`;
  if (doing === 'Prepared') return `linking ${what}`;
  if (doing === 'Installed') return 'compiling bytecode';
  return `${doing.toLowerCase()} ${what}`;
}

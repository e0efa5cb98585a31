import { randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import type { CommandResult } from '@packyard/sandbox';
import { removeTree } from '@packyard/store';
import type { Run } from '../build-in-scratch';
import { readForeignFile } from '../foreign-files';
import { linkModeOf } from '../link-mode';
import type { Installation, Installed, PythonBuilder } from './python-builder';
import { InstallFailed, sourcesNotAllowed } from './install-failed';
import type { Interpreter } from './python-interpreter';
import { bundledWheels } from './bundled-wheels';
import { BYTECODE } from './bytecode';
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
  private readonly sharedCache: string;

  constructor(
    private readonly uv: Uv,
    private readonly run: Run,
    { environment, cacheFolder }: { environment: Readonly<Record<string, string>>; cacheFolder: string },
  ) {
    this.settings = uvSettings(environment);
    this.sharedCache = join(cacheFolder, 'uv');
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

  /**
   * What `python -m venv` brings: pip, and before Python 3.12 setuptools, which old packages import. As copies: what is built
   * from source may get the virtualenv for its own, and with it every file that is a link to one in the cache.
   */
  private async seed(interpreter: Interpreter, folder: string): Promise<void> {
    const { folder: wheels, names } = await bundledWheels(interpreter, this.run);
    if (names.length === 0) return;
    const args = ['pip', 'install', '--offline', '--no-index', '--find-links', wheels, '--python', pythonIn(folder)];
    const copied = ['--link-mode', 'copy'];
    const seeded = await this.call([...args, ...copied, ...names]);
    if (seeded.exitCode !== 0) throw cannotMake(interpreter, seeded);
  }

  async install(installation: Installation): Promise<Installed> {
    const { result, lockFile } = await this.attempt(installation);
    if (result.exitCode !== 0) throw new InstallFailed('uv', result);
    const { folder, mostFiles } = installation;
    const [lock, linkMode] = await Promise.all([readForeignFile(lockFile), linkModeOf(folder, mostFiles)]);
    return { lock, linkMode };
  }

  /** From the cache alone when the versions are known; then wheels only; then with sources, and wheels no more. */
  private async attempt(installation: Installation): Promise<Outcome> {
    const { lock, allowSourceBuilds, namesSources } = installation;
    const base = { installation, lock, mayBuild: false, isOffline: false };
    if (installation.vendoredFolder !== undefined) return this.once({ ...base, isOffline: true });
    if (namesSources && !allowSourceBuilds) throw sourcesNotAllowed();
    let wantsSource = namesSources;
    if (lock !== undefined && !wantsSource) {
      const cached = await this.once({ ...base, isOffline: true });
      if (cached.result.exitCode === 0) return cached;
      wantsSource = allowSourceBuilds && WANTS_SOURCE.test(cached.result.stderr);
    }
    if (!wantsSource) {
      if (lock !== undefined) await this.remake(installation);
      const wheels = await this.once(base);
      const isEnd = wheels.result.exitCode === 0 || !allowSourceBuilds || !WANTS_SOURCE.test(wheels.result.stderr);
      if (isEnd) return wheels;
    }
    if (lock !== undefined) {
      const cached = await this.once({ ...base, mayBuild: true, isOffline: true });
      if (cached.result.exitCode === 0) return cached;
    }
    return this.once({ ...base, mayBuild: true });
  }

  /** An attempt that failed may have left some packages, whose code uv would run as it asks the interpreter who it is. */
  private async remake({ interpreter, folder }: Installation): Promise<void> {
    // The folder itself belongs to whoever the tools run as.
    for (const name of await readdir(folder)) await removeTree(join(folder, name));
    await this.makeVirtualenv(interpreter, folder);
  }

  private async once(attempt: Attempt): Promise<Outcome> {
    const { installation, lock, mayBuild } = attempt;
    const { folder, scratchFolder, foreignFolder } = installation;
    const lockFile = join(mayBuild ? foreignFolder : scratchFolder, `requirements-${randomUUID()}.lock`);
    if (lock !== undefined) await writeFile(lockFile, lock, { flag: 'wx' });
    else {
      const result = await this.resolve(attempt, lockFile);
      if (result.exitCode !== 0) return { result, lockFile };
    }
    const compiles = mayBuild ? ['--compile-bytecode'] : [];
    const args = ['pip', 'install', '--no-deps', ...compiles, '--python', pythonIn(folder)];
    const wanted = [...installation.places, ...this.sharedArguments(attempt)];
    const result = await this.call([...args, ...wanted, '-r', lockFile], attempt);
    if (result.exitCode === 0 && !mayBuild) await this.compile(installation);
    return { result, lockFile };
  }

  /**
   * Not by uv, whose compiler starts the environment's interpreter: that reads `pyvenv.cfg` and `.pth` files, which packages
   * can bring. The one that it was made from reads neither.
   */
  private async compile({ interpreter, folder, cacheFolder }: Installation): Promise<void> {
    const [version = ''] = (await readdir(join(folder, 'lib'))).filter((name) => name.startsWith('python'));
    const packages = join(folder, 'lib', version, 'site-packages');
    const args = ['-I', '-S', '-c', BYTECODE, packages, join(cacheFolder, 'bytecode')];
    await this.run(interpreter.executable, args, { phase: 'fetch', workingFolder: folder, isQuiet: true });
  }

  private resolve(attempt: Attempt, lockFile: string): Promise<CommandResult> {
    const { installation } = attempt;
    const args = ['pip', 'compile', '--quiet', '--generate-hashes', '--no-header', '--no-annotate'];
    const files = ['--python', pythonIn(installation.folder), '--output-file', lockFile];
    return this.call([...args, ...files, ...this.sharedArguments(attempt), installation.requirements], attempt);
  }

  private sharedArguments({ mayBuild, isOffline, installation: { vendoredFolder } }: Attempt): string[] {
    if (vendoredFolder !== undefined) {
      return ['--offline', '--no-index', '--find-links', vendoredFolder, '--no-build', '--require-hashes'];
    }
    return [...this.indexArguments, ...(mayBuild ? [] : ['--no-build']), ...(isOffline ? ['--offline'] : [])];
  }

  private call(args: readonly string[], attempt?: Attempt): Promise<CommandResult> {
    const { installation, mayBuild = false } = attempt ?? {};
    // What came with an import is nobody else's.
    const isOwn = mayBuild || installation?.vendoredFolder !== undefined;
    const cache = isOwn ? installation?.privateCacheFolder : installation?.cacheFolder;
    const environment = {
      ...this.settings,
      UV_CACHE_DIR: cache === undefined ? this.sharedCache : join(cache, 'uv'),
    };
    const options = { environment, onLine: progressOf };
    if (!mayBuild || cache === undefined) {
      // Sources of `tool.uv.sources` can be editable, which `--no-build` lets be built.
      const alone = { ...environment, UV_NO_SOURCES: '1' };
      return this.run(this.uv.program, args, { ...options, environment: alone, phase: 'fetch' });
    }
    return this.run(this.uv.program, args, { ...options, phase: 'build', intoTarget: true, writes: [cache] });
  }
}

interface Outcome {
  result: CommandResult;
  lockFile: string;
}

function pythonIn(folder: string): string {
  return join(folder, 'bin', 'python');
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

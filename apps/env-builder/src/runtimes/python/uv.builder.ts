import { randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult } from '@packyard/sandbox';
import { removeTree } from '@packyard/store';
import type { RunProgram, RunOptions } from '../build-in-scratch';
import { readForeignFile } from '../foreign-files';
import { detectLinkMode } from '../detect-link-mode';
import type { InstallInput, InstallResult, PythonBuilder } from './python-builder';
import { InstallFailed, sourcesNotAllowed } from './install-failed';
import type { Interpreter } from './python-interpreter';
import { bundledWheels } from './bundled-wheels';
import { BYTECODE } from './bytecode';
import { asksPypi, PYPI_INDEX_CONFIG, uvIndexArguments, uvSettings } from './uv-settings';
import { cannotMake, progressOf, WANTS_OTHERS, WANTS_SOURCE } from './uv-messages';

export interface Uv {
  program: string;
  version: string;
}

interface UvFolders {
  environment: Readonly<Record<string, string>>;
  /** That of all builds. */
  cacheFolder: string;
  /** Where the interpreter is foreign code itself, and so is each run that may start it: what these write to instead. */
  containedFolder?: string | undefined;
}

interface InstallStrategy {
  installation: InstallInput;
  lock: string | undefined;
  mayBuild: boolean;
  isOffline: boolean;
}

/** Virtualenvs by uv: resolved once, locked with hashes, linked from its cache. */
export class UvBuilder implements PythonBuilder {
  private readonly settings: Record<string, string>;
  private readonly indexArguments: string[];
  /** Whether installing has failed in the virtualenv as it is. */
  private hasFailed = false;

  constructor(
    private readonly uv: Uv,
    private readonly run: RunProgram,
    private readonly folders: UvFolders,
  ) {
    const { environment } = folders;
    this.settings = uvSettings(environment);
    this.indexArguments = uvIndexArguments(environment);
  }

  private get isContained(): boolean {
    return this.folders.containedFolder !== undefined;
  }

  get description(): string {
    return `uv ${this.uv.version}`;
  }

  /** Without what `python -m venv` brings: that comes with the packages. */
  async makeVirtualenv(interpreter: Interpreter, folder: string): Promise<void> {
    const made = await this.call(['venv', '--python', interpreter.executable, folder]);
    if (made.exitCode !== 0) throw cannotMake(interpreter, made);
  }

  /**
   * What `python -m venv` brings: pip, and before Python 3.12 setuptools, which old packages import. As copies: what is built
   * from source may get the virtualenv for its own, and with it every file that is a link to one in the cache.
   */
  private async seed({ interpreter, folder }: InstallInput): Promise<void> {
    const { folder: wheelFolder, wheels } = await bundledWheels(interpreter, this.run);
    if (wheels.length === 0) return;
    const args = [
      'pip',
      'install',
      '--offline',
      '--no-index',
      '--find-links',
      wheelFolder,
      '--python',
      pythonIn(folder),
    ];
    const copied = ['--link-mode', 'copy'];
    const seeded = await this.call([...args, ...copied, ...wheels.map(({ name }) => name)]);
    if (seeded.exitCode !== 0) throw cannotMake(interpreter, seeded);
  }

  async install(installation: InstallInput): Promise<InstallResult> {
    const { result, lockFile } = await this.tryInstall(installation);
    if (result.exitCode !== 0) throw new InstallFailed('uv', result);
    const { folder, maxFiles } = installation;
    const [lock, linkMode] = await Promise.all([readForeignFile(lockFile), detectLinkMode(folder, maxFiles)]);
    return { lock, linkMode };
  }

  /** From the cache alone when the versions are known; then wheels only; then with sources, and wheels no more. */
  private async tryInstall(installation: InstallInput): Promise<InstallOutcome> {
    const { lock, allowSourceBuilds, namesSources } = installation;
    const base = { installation, lock, mayBuild: false, isOffline: false };
    if (installation.vendoredFolder !== undefined) {
      await this.seed(installation);
      return this.installBy({ ...base, isOffline: true });
    }
    if (namesSources && !allowSourceBuilds) throw sourcesNotAllowed();
    let wantsSource = namesSources;
    if (lock !== undefined && !wantsSource) {
      const cached = await this.installBy({ ...base, isOffline: true });
      if (cached.result.exitCode === 0) return cached;
      wantsSource = allowSourceBuilds && WANTS_SOURCE.test(cached.result.stderr);
    }
    if (!wantsSource) {
      const wheels = await this.installBy(base);
      const isEnd = wheels.result.exitCode === 0 || !allowSourceBuilds || !WANTS_SOURCE.test(wheels.result.stderr);
      if (isEnd) return wheels;
    }
    if (lock !== undefined) {
      const cached = await this.installSeeded({ ...base, mayBuild: true, isOffline: true });
      if (cached.result.exitCode === 0) return cached;
    }
    return this.installSeeded({ ...base, mayBuild: true });
  }

  private async installSeeded(strategy: InstallStrategy): Promise<InstallOutcome> {
    await this.clean(strategy.installation);
    await this.seed(strategy.installation);
    return this.installBy(strategy);
  }

  /**
   * Empties a virtualenv in which installing has failed: that may have left packages, whose code uv would run as it asks the
   * interpreter what it is. Packages can bring that interpreter.
   */
  private async clean({ interpreter, folder }: InstallInput): Promise<void> {
    if (!this.hasFailed) return;
    // The folder itself belongs to whoever the tools run as.
    for (const name of await readdir(folder)) await removeTree(join(folder, name));
    await this.makeVirtualenv(interpreter, folder);
    this.hasFailed = false;
  }

  private async installBy(strategy: InstallStrategy): Promise<InstallOutcome> {
    const { installation, lock, mayBuild } = strategy;
    const { scratchFolder, foreignFolder } = installation;
    const lockFolder = mayBuild || this.isContained ? foreignFolder : scratchFolder;
    const lockFile = join(lockFolder, `requirements-${randomUUID()}.lock`);
    if (lock !== undefined) await writeFile(lockFile, lock, { flag: 'wx' });
    else {
      const result = await this.resolve(strategy, lockFile);
      if (result.exitCode !== 0) return { result, lockFile };
    }
    const result = await this.fill(strategy, lockFile);
    if (result.exitCode === 0 && !mayBuild) await this.compile(installation);
    return { result, lockFile };
  }

  /** What was just resolved is mostly in the cache. So it is tried offline first, for indexes whose answers may not be cached. */
  private async fill(strategy: InstallStrategy, lockFile: string): Promise<CommandResult> {
    const { mayBuild, isOffline } = strategy;
    // A cache of its own has nothing yet; and with the config file the answers of the index are cached.
    const skipsOfflineTry =
      mayBuild || isOffline || this.isContained || (await this.writeConfigFile(strategy)) !== undefined;
    if (!skipsOfflineTry) {
      const cached = await this.fillBy({ ...strategy, isOffline: true }, lockFile);
      if (cached.exitCode === 0) return cached;
    }
    return this.fillBy(strategy, lockFile);
  }

  private async fillBy(strategy: InstallStrategy, lockFile: string): Promise<CommandResult> {
    const { installation, mayBuild } = strategy;
    await this.clean(installation);
    const isSeeded = mayBuild || installation.vendoredFolder !== undefined;
    const seeds = isSeeded ? [] : await this.missingSeeds(installation, lockFile);
    const compiles = mayBuild ? ['--compile-bytecode'] : [];
    const args = ['pip', 'install', '--no-deps', ...compiles, '--python', pythonIn(installation.folder)];
    const wanted = [...installation.indexOptions, ...this.sharedArguments(strategy)];
    const filled = await this.call([...args, ...wanted, '-r', lockFile, ...seeds], strategy);
    this.hasFailed ||= filled.exitCode !== 0;
    return filled;
  }

  /** The files of what `python -m venv` brings, without what the lock brings: linked as all packages are. */
  private async missingSeeds({ interpreter }: InstallInput, lockFile: string): Promise<string[]> {
    const { folder: wheelFolder, wheels } = await bundledWheels(interpreter, this.run);
    const lock = await readForeignFile(lockFile);
    const locked = new Set(lock.split('\n').map((line) => /^[\w.-]*/.exec(line)?.[0].toLowerCase()));
    return wheels.filter(({ name }) => !locked.has(name.toLowerCase())).map(({ file }) => join(wheelFolder, file));
  }

  /**
   * Not by uv, whose compiler starts the environment's interpreter: that reads `pyvenv.cfg` and `.pth` files, which packages
   * can bring. The one that it was made from reads neither.
   */
  private async compile({ interpreter, folder, cacheFolder }: InstallInput): Promise<void> {
    const cache = this.folders.containedFolder ?? cacheFolder;
    const args = ['-I', '-S', '-c', BYTECODE, await packagesIn(folder), join(cache, 'bytecode')];
    const options = { workingFolder: folder, isQuiet: true };
    await this.run(interpreter.executable, args, { ...options, ...this.access() });
  }

  private async resolve(strategy: InstallStrategy, lockFile: string): Promise<CommandResult> {
    const { interpreter, folder, requirements } = strategy.installation;
    const args = ['pip', 'compile', '--quiet', '--generate-hashes', '--no-header', '--no-annotate'];
    // Who the interpreter is that the virtualenv was made with is known already.
    const python = strategy.mayBuild ? pythonIn(folder) : interpreter.executable;
    const files = ['--python', python, '--output-file', lockFile, requirements];
    const resolved = await this.call([...args, ...this.sharedArguments(strategy), ...files], strategy);
    const isOld = resolved.exitCode !== 0 && !strategy.isOffline && WANTS_OTHERS.test(resolved.stderr);
    if (!isOld || WANTS_SOURCE.test(resolved.stderr)) return resolved;
    return this.call([...args, '--refresh', ...this.sharedArguments(strategy), ...files], strategy);
  }

  private sharedArguments({ mayBuild, isOffline, installation: { vendoredFolder } }: InstallStrategy): string[] {
    if (vendoredFolder !== undefined) {
      return ['--offline', '--no-index', '--find-links', vendoredFolder, '--no-build', '--require-hashes'];
    }
    return [...this.indexArguments, ...(mayBuild ? [] : ['--no-build']), ...(isOffline ? ['--offline'] : [])];
  }

  /** What tools of ours are told of the index; code of packages could not read it. */
  private async writeConfigFile({ mayBuild, installation }: InstallStrategy): Promise<string | undefined> {
    const isFetched = !mayBuild && installation.vendoredFolder === undefined;
    if (!isFetched || this.isContained || !asksPypi(this.folders.environment, installation.indexOptions))
      return undefined;
    const file = join(installation.scratchFolder, 'uv.toml');
    await writeFile(file, PYPI_INDEX_CONFIG);
    return file;
  }

  private async call(args: readonly string[], strategy?: InstallStrategy): Promise<CommandResult> {
    const { installation, mayBuild = false } = strategy ?? {};
    const cache = this.cacheOf(strategy);
    const environment = { ...this.settings, UV_CACHE_DIR: join(cache, 'uv') };
    const options = { environment, onLine: progressOf };
    if (!mayBuild || installation === undefined) {
      // Sources of `tool.uv.sources` can be editable, which `--no-build` lets be built.
      const file = strategy === undefined ? undefined : await this.writeConfigFile(strategy);
      const alone = { ...environment, UV_NO_SOURCES: '1', ...(file === undefined ? {} : { UV_CONFIG_FILE: file }) };
      return this.run(this.uv.program, args, { ...options, environment: alone, ...this.access() });
    }
    return this.run(this.uv.program, args, { ...options, phase: 'build', intoTarget: true, writes: [cache] });
  }

  private cacheOf({ installation, mayBuild = false }: Partial<InstallStrategy> = {}): string {
    const { containedFolder, cacheFolder } = this.folders;
    if (installation === undefined) return containedFolder ?? cacheFolder;
    // What came with an import is nobody else's.
    const isOwn = mayBuild || this.isContained || installation.vendoredFolder !== undefined;
    return isOwn ? installation.privateCacheFolder : installation.cacheFolder;
  }

  /** Of what runs no code of packages but, it may be, the interpreter. */
  private access(): Pick<RunOptions, 'phase' | 'intoTarget' | 'writes'> {
    const { containedFolder } = this.folders;
    if (containedFolder === undefined) return { phase: 'fetch' };
    return { phase: 'build', intoTarget: true, writes: [containedFolder] };
  }
}

interface InstallOutcome {
  result: CommandResult;
  lockFile: string;
}

function pythonIn(folder: string): string {
  return join(folder, 'bin', 'python');
}

async function packagesIn(folder: string): Promise<string> {
  const [version = ''] = (await readdir(join(folder, 'lib'))).filter((name) => name.startsWith('python'));
  return join(folder, 'lib', version, 'site-packages');
}

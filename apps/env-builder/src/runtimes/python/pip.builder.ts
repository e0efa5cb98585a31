import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import type { CommandResult } from '@packyard/sandbox';
import type { BuildContext, RunProgram } from '../build-in-scratch';
import type { CopyAllowance } from '../copy-allowance';
import { replaceForeignFile } from '../foreign-files';
import type { InstallInput, InstallResult, PythonBuilder } from './python-builder';
import { InstallFailed, sourcesNotAllowed } from './install-failed';
import type { Interpreter } from './python-interpreter';
import { PIP_ALONE } from './pip-without-programs';
import { copyWheels } from './copy-wheels';
import { WheelStore, type Wheels } from './wheel-store';

const COMMON = ['--no-color', '--progress-bar', 'off', '--disable-pip-version-check'];

/** Virtualenvs by `python -m venv`, filled by the pip in them. */
export class PipBuilder implements PythonBuilder {
  private readonly run: RunProgram;
  private readonly allowance: CopyAllowance;

  constructor({ run, allowance }: Pick<BuildContext, 'run' | 'allowance'>) {
    this.run = run;
    this.allowance = allowance;
  }

  readonly description = 'pip';

  async makeVirtualenv({ command, fetchedFolder }: Interpreter, folder: string): Promise<void> {
    const access =
      fetchedFolder === undefined ? ({ phase: 'fetch' } as const) : ({ phase: 'build', intoTarget: true } as const);
    const result = await this.run(command, ['-I', '-m', 'venv', folder], { ...access, workingFolder: folder });
    if (result.exitCode === 0) return;
    throw new RejectedError(
      'RUNTIME_NOT_FOUND',
      `${command} could not make a virtualenv: ${`${result.stdout}${result.stderr}`.trim().slice(-500)}`,
      {
        hint: 'Install its venv module on the worker; Debian and Ubuntu have it in the package python3-venv.',
        cause: result,
      },
    );
  }

  async install(installation: InstallInput): Promise<InstallResult> {
    const store = new WheelStore(join(installation.cacheFolder, 'wheels'));
    const wheels = (await vendoredWheels(installation)) ?? (await this.wheels(installation, store));
    if (wheels.paths.length > 0) {
      const args = ['install', ...COMMON, '--no-deps', '--no-index', ...wheels.paths];
      const result = await this.pip(installation, args, 'fetch');
      if (result.exitCode !== 0) throw new InstallFailed('pip', result);
    }
    // Not before: what can't be installed is of no use to any other build.
    const { lock } = await store.keep(wheels);
    return { lock, linkMode: 'copies' };
  }

  private async wheels(installation: InstallInput, store: WheelStore): Promise<Wheels> {
    const { lock, namesSources } = installation;
    if (lock === undefined) return this.collect(installation);
    return (
      (await store.find(lock)) ??
      // pip builds what a lock names by a path or a URL, whatever it is told.
      (namesSources ? undefined : await this.fetchLocked({ ...installation, lock })) ??
      (await this.collect(installation))
    );
  }

  /** Nothing when the index does not have all of them as wheels any more, or some have no hash. */
  private async fetchLocked(installation: InstallInput & { lock: string }) {
    const { lock, indexOptions, scratchFolder } = installation;
    const requirements = join(scratchFolder, 'locked.txt');
    await writeFile(requirements, lock);
    const folder = join(scratchFolder, 'wheels', 'locked');
    const only = ['--no-deps', '--require-hashes', '--only-binary', ':all:', ...indexOptions];
    const args = ['wheel', ...COMMON, ...only, '--wheel-dir', folder, '-r', requirements];
    const fetched = await this.pip(installation, args, 'fetch');
    return fetched.exitCode === 0 ? copyWheels(folder, scratchFolder, this.allowance) : undefined;
  }

  /** Wheels only; then with sources, kept to themselves. `isLocked`: what is not named is not needed. */
  async collect(installation: InstallInput & { isLocked?: boolean }): Promise<Wheels> {
    const { requirements, scratchFolder, foreignFolder, isLocked = false } = installation;
    const isForeign = isContained(installation);
    const only = isLocked ? ['--no-deps', ...installation.indexOptions] : [];
    const into = (folder: string) => ['wheel', ...COMMON, ...only, '--wheel-dir', folder, '-r', requirements];
    const fetched = join(isForeign ? foreignFolder : scratchFolder, isForeign ? 'fetched' : 'wheels', requirements);
    if (!installation.namesSources) {
      const wheelsOnly = await this.pip(installation, [...into(fetched), '--only-binary', ':all:'], 'fetch');
      if (wheelsOnly.exitCode === 0) return copyWheels(fetched, scratchFolder, this.allowance);
      if (!installation.allowSourceBuilds) throw new InstallFailed('pip', wheelsOnly);
    } else if (!installation.allowSourceBuilds) throw sourcesNotAllowed();
    const made = join(foreignFolder, 'wheels', requirements);
    const built = await this.pip(installation, into(made), 'build');
    if (built.exitCode !== 0) throw new InstallFailed('pip', built);
    return copyWheels(made, scratchFolder, this.allowance);
  }

  /** Isolated (`-I`): modules that lie in the pack are none of pip's. */
  private async pip(
    installation: InstallInput,
    args: readonly string[],
    wanted: 'fetch' | 'build',
  ): Promise<CommandResult> {
    const { folder, cacheFolder, privateCacheFolder, scratchFolder, foreignFolder } = installation;
    const phase = isContained(installation) ? 'build' : wanted;
    const cache = phase === 'fetch' ? cacheFolder : privateCacheFolder;
    const environment = { PIP_CACHE_DIR: join(cache, 'pip'), PIP_NO_INPUT: '1', PIP_NO_WARN_SCRIPT_LOCATION: '1' };
    const options = { phase, environment, onLine: progressOf, ...(phase === 'build' ? { writes: [cache] } : {}) };
    const python = join(folder, 'bin', 'python');
    if (wanted === 'build') return this.run(python, ['-I', '-m', 'pip', ...args], options);
    const alone = join(phase === 'build' ? foreignFolder : scratchFolder, 'pip-alone.py');
    await replaceForeignFile(alone, PIP_ALONE);
    return this.run(python, ['-I', alone, ...args], options);
  }
}

/** An interpreter that was fetched is foreign code itself. Such environments are built by uv; their wheels are collected here. */
function isContained({ interpreter }: InstallInput): boolean {
  return interpreter.fetchedFolder !== undefined;
}

async function vendoredWheels({ vendoredFolder, lock }: InstallInput): Promise<Wheels | undefined> {
  if (vendoredFolder === undefined || lock === undefined) return undefined;
  const names = (await readdir(vendoredFolder)).filter((name) => name.endsWith('.whl'));
  return { paths: names.sort().map((name) => join(vendoredFolder, name)), lock };
}

/** `Collecting six`, `  Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)`, `Building wheels for collected packages: x`. */
function progressOf(line: string): string | undefined {
  const [, doing, what = ''] =
    /^\s*(Collecting|Downloading|Building wheels? for(?: collected packages:)?|Installing collected packages:|Saved) (.*)$/.exec(
      line,
    ) ?? [];
  if (doing === undefined || doing === 'Saved') return undefined;
  if (doing === 'Collecting') return `resolving ${what.replace(/ \(from .*$/, '')}`;
  if (doing.startsWith('Building')) return `building ${what}`;
  if (doing.startsWith('Installing')) return `installing ${what.split(', ').length} packages`;
  return `downloading ${what}`;
}

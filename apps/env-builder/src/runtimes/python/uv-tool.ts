import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { CommandNotFound } from '@packyard/sandbox';
import { removeTree } from '@packyard/store';
import type { RunProgram } from '../build-in-scratch';
import { findPython } from './python-interpreter';
import type { Uv } from './uv.builder';
import { UV_RELEASE } from './uv-release';

export interface UvOptions {
  /** `auto`, `off`, or the path of a program. */
  setting: string;
  /** Where it is kept once it was fetched. */
  toolsFolder: string;
  /** Another than the one that is pinned. */
  release?: { version: string; wheels: readonly string[] };
}

/** The first release that knows all options that are used here. */
const OLDEST = [0, 8];
const PAUSE_MS = 10 * 60_000;

/** Finds uv: on the PATH, or fetched before, or fetched now from the package index, its hash checked. */
export class UvTool {
  private readonly logger = new Logger(UvTool.name);
  private found: Promise<Uv | undefined> | undefined;
  private askAgainAt = 0;

  constructor(private readonly options: UvOptions) {}

  /** Nothing where it is switched off or can't be had; then pip does the work. */
  async find(run: RunProgram): Promise<Uv | undefined> {
    if (this.options.setting === 'off') return undefined;
    for (;;) {
      const isMine = this.found === undefined || performance.now() > this.askAgainAt;
      const search = isMine ? this.search(run) : this.found;
      this.found = search;
      try {
        return await search;
      } catch (error) {
        // Who waits for a build that was stopped meanwhile looks again.
        if (this.found === search) this.found = undefined;
        if (isMine) throw error;
      }
    }
  }

  private async search(run: RunProgram): Promise<Uv | undefined> {
    const { setting } = this.options;
    this.askAgainAt = performance.now() + PAUSE_MS;
    if (setting !== 'auto') return this.named(setting, run);
    const installed = await versionOf('uv', run);
    if (installed !== undefined && isNewEnough(installed)) return { program: 'uv', version: installed };
    return (await this.fetchedBefore(run)) ?? (await this.fetch(run));
  }

  private async named(program: string, run: RunProgram): Promise<Uv | undefined> {
    const version = await versionOf(program, run);
    if (version !== undefined) return { program, version };
    this.logger.warn(`PACKYARD_UV names ${program}, which can't be run: environments are built with pip.`);
    return undefined;
  }

  private get release() {
    return this.options.release ?? UV_RELEASE;
  }

  private get folder(): string {
    return join(this.options.toolsFolder, `uv-${this.release.version}`);
  }

  private async fetchedBefore(run: RunProgram): Promise<Uv | undefined> {
    const program = join(this.folder, 'bin', 'uv');
    const version = await versionOf(program, run);
    return version === undefined ? undefined : { program, version };
  }

  private async fetch(run: RunProgram): Promise<Uv | undefined> {
    const workFolder = join(this.options.toolsFolder, `.uv-${randomUUID()}`);
    try {
      await mkdir(workFolder, { recursive: true });
      const python = await findPython('>=3.8', run);
      const fetching = { phase: 'fetch', writes: [workFolder], workingFolder: workFolder, isQuiet: true } as const;
      const environment = join(workFolder, 'python');
      const made = await run(python.command, ['-I', '-m', 'venv', environment], fetching);
      if (made.exitCode !== 0) {
        this.without(`${made.stdout}${made.stderr}`);
        return;
      }
      const requirements = join(workFolder, 'uv.txt');
      const hashes = this.release.wheels.map((sha256) => ` --hash=sha256:${sha256}`).join('');
      await writeFile(requirements, `uv==${this.release.version}${hashes}\n`);
      const target = join(workFolder, 'target');
      const args = ['--no-deps', '--only-binary', ':all:', '--no-cache-dir', '--retries', '1', '--timeout', '15'];
      const pip = [
        '-I',
        '-m',
        'pip',
        'install',
        '--quiet',
        '--require-hashes',
        ...args,
        '--target',
        target,
        '-r',
        requirements,
      ];
      const fetched = await run(join(environment, 'bin', 'python'), pip, fetching);
      if (fetched.exitCode !== 0) {
        this.without(fetched.stderr);
        return;
      }
      await this.keep(target);
      return await this.fetchedBefore(run);
    } finally {
      await removeTree(workFolder);
    }
  }

  /** Of several workers that fetched it at once, the first one's stays. */
  private async keep(target: string): Promise<void> {
    try {
      await rename(target, this.folder);
    } catch (error) {
      if ((await stat(this.folder).catch(() => undefined)) === undefined) throw error;
    }
  }

  private without(reason: string): undefined {
    const last = reason.trim().split('\n').at(-1) ?? '';
    this.logger.warn(`uv ${this.release.version} can't be had, environments are built with pip: ${last}`);
    return undefined;
  }
}

async function versionOf(program: string, run: RunProgram): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await run(program, ['--version'], { isQuiet: true, isRemembered: true });
    return exitCode === 0 ? /^uv (\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined;
  } catch (error) {
    if (error instanceof CommandNotFound) return undefined;
    throw error;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { type CommandResult, CommandNotFound, runCommand } from '../run-command';
import type { ContainedInput, ForeignLimits } from './contained-input';
import type { ContainmentReport } from './containment-report';
import { findProgram } from './find-program';
import { chownFolders } from './chown-folders';
import { ForeignUsers } from './foreign-users';
import { killProgramsOfUser } from './kill-programs-of-user';
import type { ForeignUser, Launcher } from './launch';
import { type Holding, LimitWatch } from './limit-watch';
import { ProcessTree } from './process-tree';
import { nameOf } from '../trace-program';

/** Runs foreign programs as well contained as the machine allows. */
export class Containment {
  private readonly foreignUsers = new ForeignUsers();
  private readonly bridge: Bridge = {};

  constructor(
    private readonly launcher: Launcher,
    readonly report: ContainmentReport,
    readonly limits: ForeignLimits,
  ) {}

  /**
   * Several programs that share folders: one build, one suite of tests. When it ends, nothing of them is left running.
   * Their folders keep the owner that they were given last; {@link ContainedRuns.giveToTools} gives them to all tools.
   */
  async session<Result>(work: (runs: ContainedRuns) => Promise<Result>): Promise<Result> {
    const { launcher, limits, foreignUsers, bridge } = this;
    const own = launcher.usesForeignUsers ? foreignUsers.take() : undefined;
    const runs = new ContainedRuns({
      launcher,
      limits,
      own,
      shared: foreignUsers.shared,
      killer: foreignUsers.killer,
      bridge,
    });
    try {
      return await work(runs);
    } finally {
      await runs.end();
      if (own !== undefined) foreignUsers.release(own);
    }
  }
}

interface Session {
  launcher: Launcher;
  limits: ForeignLimits;
  own: ForeignUser | undefined;
  shared: ForeignUser;
  killer: number;
  bridge: Bridge;
}

/** Another user may not get at the Node.js that the service runs on, as in a checkout in somebody's home. */
interface Bridge {
  works?: boolean;
}

const logger = new Logger('Containment');

export class ContainedRuns {
  /** Of the tools that ran last, one after the other: before them, by the folders that count. */
  private readonly bases = new Map<string, Holding>();

  constructor(private readonly session: Session) {}

  /**
   * As `runCommand`.
   * @throws RejectedError LIMIT_EXCEEDED when it takes more than it may
   */
  async run(input: ContainedInput): Promise<CommandResult> {
    return this.launch(await this.withBridge(input));
  }

  /** Found out once, by running something. */
  private async withBridge(input: ContainedInput): Promise<ContainedInput> {
    const { bridge } = this.session;
    if (typeof input.network === 'boolean') return input;
    if (bridge.works === undefined) {
      const { exitCode } = await this.launch({ ...input, command: '/bin/sh', args: ['-c', 'exit 0'], ...UNHEARD });
      bridge.works = exitCode === 0;
      if (!bridge.works) logger.warn(`Code that is built from source can use the network of this machine: ${WHY}`);
    }
    return bridge.works ? input : { ...input, network: true };
  }

  private async launch(input: ContainedInput): Promise<CommandResult> {
    const { launcher, limits, own, shared } = this.session;
    const foreignUser = own === undefined ? undefined : input.runs === 'tool' ? shared : own;
    const program = findProgram(input.command, input.environment['PATH'], input.workingFolder);
    if (program === undefined) throw new CommandNotFound(input.command, undefined);
    if (foreignUser !== undefined) await chownFolders(input.writes, foreignUser.uid, input.signal);
    const mark = launcher.kind === 'none' ? { PACKYARD_RUN: randomUUID() } : {};
    const mayHide = launcher.kind !== 'bubblewrap' || launcher.usesForeignUsers;
    const folders = input.counts ?? input.writes;
    const base = this.bases.get(folders.join('\0'));
    const watch = new LimitWatch({ limits, runs: input.runs, folders, mayHide, base });
    let tree: ProcessTree | undefined;
    try {
      return await runCommand({
        ...input,
        name: input.name ?? nameOf(input.command, input.args),
        // A name stays one: another user may not get at the first program of that name on the PATH.
        ...launcher.launch(input, { foreignUser, limits }),
        environment: { ...input.environment, ...mark },
        signal: AbortSignal.any([input.signal, watch.signal]),
        onStart: (pid) => watch.start((tree = new ProcessTree(pid, foreignUser, mark.PACKYARD_RUN))),
        onOutput: (chunk) => {
          watch.printed(chunk);
          input.onOutput?.(chunk);
        },
        onErrorOutput: (chunk) => {
          watch.printed(chunk);
          input.onErrorOutput?.(chunk);
        },
        endAll: async () => tree?.end(),
      });
    } finally {
      watch.end();
      await tree?.end();
      this.remember(input.runs, folders, watch.baseOfNext);
    }
  }

  /** Code of packages may write as much as it may each time it runs. */
  private remember(runs: ContainedInput['runs'], folders: readonly string[], base: Holding | undefined): void {
    if (runs === 'foreign' || base === undefined) this.bases.clear();
    else this.bases.set(folders.join('\0'), base);
  }

  /** Makes folders what all tools of the service may change, and no foreign code. */
  async giveToTools(folders: readonly string[]): Promise<void> {
    const { own, shared } = this.session;
    if (own !== undefined) await chownFolders(folders, shared.uid, new AbortController().signal);
  }

  async end(): Promise<void> {
    const { own, launcher, killer } = this.session;
    if (own === undefined) return;
    // What has namespaces of its own ends with them.
    if (launcher.kind === 'user') await killProgramsOfUser(own, killer);
    await new ProcessTree(-1, own).end();
  }
}

const UNHEARD = { onOutput: () => undefined, onErrorOutput: () => undefined, isHousekeeping: true };
const WHY = `it is kept from ${process.execPath}, with which it would get a network of its own. Put Node.js where every user may run it.`;

import type { CommandResult } from '@packyard/sandbox';
import type { BuildInput } from '../runtime';

/** An install tool did not come to its end. */
export class NodejsInstallFailed extends Error {
  constructor(
    readonly tool: 'npm' | 'pnpm',
    readonly verb: string,
    readonly result: CommandResult,
  ) {
    super(`${tool} ${verb} failed`);
    this.name = 'NodejsInstallFailed';
  }
}

export interface InstalledModules {
  /** As the tool writes it. */
  lock: string;
  /** Of the tool, with its version. */
  builder: string;
  warnings: string[];
}

/** A tool that fills `node_modules` in the input's target folder. */
export interface NodejsBuilder {
  /** @throws NodejsInstallFailed */
  install(input: BuildInput): Promise<InstalledModules>;
}

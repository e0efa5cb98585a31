import type { CommandResult } from '@packyard/sandbox';

/** An install tool did not come to its end; what that means is found out by whoever knows the surroundings. */
export class InstallFailed extends Error {
  constructor(
    readonly tool: 'uv' | 'pip',
    readonly result: CommandResult,
  ) {
    super(`${tool} failed`);
    this.name = 'InstallFailed';
  }
}

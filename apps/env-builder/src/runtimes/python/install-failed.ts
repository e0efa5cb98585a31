import { RejectedError } from '@packyard/contracts';
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

/** Nothing was run: a tool builds what is named so, whatever it is told. */
export function sourcesNotAllowed(): RejectedError {
  const message =
    'The requirements or their lock name folders, archives or repositories, which would have to be built.';
  return new RejectedError('ENVIRONMENT_FAILED', message, {
    hint: 'Name packages that have wheels, or let the service build sources with PACKYARD_PYTHON_SOURCE_BUILDS=true.',
  });
}

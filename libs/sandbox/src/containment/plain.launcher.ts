import type { ContainedInput } from './contained-input';
import type { Launch, LaunchContext, Launcher } from './launch';
import { underLimits } from './limit-script';

/** The user of the service itself, where nothing better is to be had: limits hold, secrets are within reach. */
export class PlainLauncher implements Launcher {
  readonly kind = 'none';
  readonly usesForeignUsers = false;

  launch(input: ContainedInput, { limits }: LaunchContext): Launch {
    const [command = '', ...args] = underLimits(input.command, input.args, limits, 'all');
    return { command, args };
  }
}

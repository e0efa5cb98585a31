import type { ContainedOrder } from './contained-order';
import type { Launch, LaunchContext, Launcher } from './launch';
import { underLimits } from './limit-script';

/** The user of the service itself, where nothing better is to be had: limits hold, secrets are within reach. */
export class PlainLauncher implements Launcher {
  readonly kind = 'none';
  readonly usesIdentities = false;

  launch(order: ContainedOrder, { limits }: LaunchContext): Launch {
    const [command = '', ...args] = underLimits(order.command, order.args, limits, 'all');
    return { command, args };
  }
}

import { isatty } from 'node:tty';
import { ConsoleLogger, type LogLevel } from '@nestjs/common';

// What Nest says of its own start-up, a line for each module and route.
const NEST_CONTEXTS = ['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver'];

/** Everything goes to standard error: standard output belongs to what other programs read. */
export class StderrLogger extends ConsoleLogger {
  constructor() {
    super({ prefix: 'packyard', timestamp: false, colors: isatty(2) });
  }

  /** What Nest could not start with is told in words by whoever started it. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== 'ExceptionHandler') super.error(message, ...rest);
  }

  protected override printMessages(messages: unknown[], context?: string, logLevel?: LogLevel): void {
    if (logLevel === 'log' && NEST_CONTEXTS.includes(context ?? '')) return;
    super.printMessages(messages, context, logLevel, 'stderr');
  }
}

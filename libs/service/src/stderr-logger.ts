import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** Everything goes to standard error: standard output belongs to what other programs read. */
export class StderrLogger extends ConsoleLogger {
  constructor() {
    super({ prefix: 'packyard', timestamp: false, colors: process.stderr.isTTY });
  }

  protected override printMessages(messages: unknown[], context?: string, logLevel?: LogLevel): void {
    super.printMessages(messages, context, logLevel, 'stderr');
  }
}

import { isatty } from 'node:tty';
import { inspect } from 'node:util';
import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { logFormat } from '@packyard/config';
import { visible } from '@packyard/contracts';
import { currentSpan } from '@packyard/tracing';
import { logFields } from './log-fields';
import { inOneLine, inItsLines } from './printable';

// What Nest says of its own start-up, a line for each module and route.
const NEST_CONTEXTS = ['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver'];

/**
 * Everything goes to standard error: standard output belongs to what other programs read. Names and output of packs are in
 * what is logged: nothing of it can look like a line of ours, or tell a terminal what to do.
 */
export class StderrLogger extends ConsoleLogger {
  constructor() {
    const json = logFormat() === 'json';
    super({ prefix: 'packyard', timestamp: false, json, colors: !json && isatty(2), compact: true });
  }

  /** What Nest could not start with is told in words by whoever started it. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== 'ExceptionHandler') super.error(message, ...rest);
  }

  protected override printMessages(
    messages: unknown[],
    context?: string,
    logLevel?: LogLevel,
    _stream?: unknown,
    stack?: unknown,
  ): void {
    if (logLevel === 'log' && NEST_CONTEXTS.includes(context ?? '')) return;
    super.printMessages(messages, context, logLevel, 'stderr', stack);
  }

  /** With what it is about, so that a line can be found by its execution, its task or its request. */
  protected override getJsonLogObject(
    message: unknown,
    { context, logLevel, errorStack, error }: Parameters<ConsoleLogger['getJsonLogObject']>[1],
  ): ReturnType<ConsoleLogger['getJsonLogObject']> {
    const stack = typeof errorStack === 'string' ? errorStack : error?.stack;
    return {
      timestamp: this.getTimestamp() as never,
      level: logLevel,
      pid: process.pid,
      context,
      message: typeof message === 'string' ? visible(message) : message,
      ...logFields(),
      ...currentSpan()?.fields,
      ...(stack === undefined ? {} : { stack: visible(stack) }),
    };
  }

  protected override stringifyMessage(message: unknown, logLevel: LogLevel): string {
    const resolved = this.resolveMessage(message);
    const isText = typeof resolved === 'string' && !this.isStackFormat(resolved);
    const text = isText ? inOneLine(resolved) : inItsLines(typeof resolved === 'string' ? resolved : inspect(resolved));
    return this.colorize(text, logLevel);
  }

  protected override printStackTrace(stack: string | undefined): void {
    if (stack !== undefined) super.printStackTrace(inItsLines(stack));
  }

  protected override formatContext(context: string): string {
    return super.formatContext(inOneLine(context));
  }

  /** In UTC, in ISO 8601: logs of several machines are read together. */
  protected override getTimestamp(): string {
    return new Date().toISOString();
  }
}

import { basename } from 'node:path';
import { inSpan } from '@packyard/tracing';

interface Tool {
  command: string;
  args: readonly string[];
  environment: Record<string, string>;
  name?: string;
  onStart?: (pid: number) => void;
}

// Such as `fetch` and `install`: what comes later may be anything, secrets too.
const SUBCOMMAND = /^[a-z][a-z-]{1,19}$/;

/** In a span of its own, which the program learns of as `TRACEPARENT`. */
export function traceProgram<Input extends Tool, Result extends { exitCode: number | null }>(
  input: Input,
  run: (input: Input) => Promise<Result>,
): Promise<Result> {
  const name = input.name ?? nameOf(input.command, input.args);
  return inSpan({ name, attributes: { 'process.executable.name': name.split(' ')[0] } }, async (span) => {
    if (span === undefined) return run(input);
    const onStart = (pid: number) => {
      span.set({ 'process.pid': pid });
      input.onStart?.(pid);
    };
    const environment = { ...input.environment, TRACEPARENT: span.traceParent };
    const result = await run({ ...input, environment, onStart });
    span.set({ 'process.exit.code': result.exitCode ?? undefined });
    if (result.exitCode !== 0) span.fail(result.exitCode === null ? 'ended by a signal' : `exit ${result.exitCode}`);
    return result;
  });
}

/** For those who start a program by another one. */
export function nameOf(command: string, args: readonly string[]): string {
  const [first = ''] = args;
  return `${basename(command)}${SUBCOMMAND.test(first) ? ` ${first}` : ''}`;
}

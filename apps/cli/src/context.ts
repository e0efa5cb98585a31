import { ApiClient } from './api-client';
import { type ConnectionOptions, findConnection } from './connection';
import type { ProgressView } from './progress/progress-view';
import { NO_VIEW } from './progress/progress-view';
import { LiveView } from './progress/live-view';
import { PlainView } from './progress/plain-view';
import { type Style, styleFor } from './progress/style';

export interface GlobalOptions extends ConnectionOptions {
  color: boolean;
}

/** What every command works with. */
export interface Context {
  client: ApiClient;
  style: Style;
  /** To standard output. */
  print: (lines: readonly string[]) => void;
  printJson: (value: unknown) => void;
  /** Where progress goes: drawn over itself in a terminal, line by line in a pipe, to standard error beside JSON. */
  openView: (isJson: boolean) => ProgressView;
}

export function makeContext(options: GlobalOptions): Context {
  const { stdout, stderr, env } = process;
  const isDumb = env['TERM'] === 'dumb';
  const style = styleFor(options.color && stdout.isTTY && !isDumb && env['NO_COLOR'] === undefined);
  return {
    client: new ApiClient(findConnection(options, env, process.cwd())),
    style,
    print: (lines) => void stdout.write(`${lines.join('\n')}\n`),
    printJson: (value) => void stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    openView: (isJson) => {
      if (isJson) return stderr.isTTY ? new PlainView((line) => void stderr.write(`${line}\n`)) : NO_VIEW;
      if (stdout.isTTY && !isDumb) return new LiveView(stdout, style);
      return new PlainView((line) => void stdout.write(`${line}\n`));
    },
  };
}

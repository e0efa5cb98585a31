import type { Environment } from '@packyard/config';
import { AccountsClient } from './accounts-client';
import { ApiClient } from './api-client';
import { assertHomeIsUsable, type Connection, type ConnectionOptions, findConnection, warningOf } from './connection';
import { ExportsClient } from './exports-client';
import { GraphClient } from './graph-client';
import { LocksClient } from './locks-client';
import { NodesClient } from './nodes-client';
import { PlansClient } from './plans-client';
import { isForPrograms, type OutputOptions } from './output/output-format';
import { printable } from './output/printable';
import { render, type Rendering } from './output/render';
import { LiveView } from './progress/live-view';
import { PlainView } from './progress/plain-view';
import { NO_VIEW, type ProgressView } from './progress/progress-view';
import { type Style, styleFor } from './progress/style';
import { SettingsClient } from './settings-client';
import { TrustClient } from './trust-client';
import { VersionsClient } from './versions-client';
import { WebhooksClient } from './webhooks-client';

export interface GlobalOptions extends ConnectionOptions {
  color: boolean;
}

/** What every command works with. */
export interface CommandContext {
  connection: Connection;
  client: ApiClient;
  versions: VersionsClient;
  accounts: AccountsClient;
  settings: SettingsClient;
  graphs: GraphClient;
  exports: ExportsClient;
  locks: LocksClient;
  trust: TrustClient;
  plans: PlansClient;
  nodes: NodesClient;
  webhooks: WebhooksClient;
  style: Style;
  /** To standard output. */
  print: (lines: readonly string[]) => void;
  /** An answer to standard output, as it was asked for. */
  show: <Answer>(answer: Answer, options: OutputOptions, rendering: Rendering<Answer>) => void;
  /** To standard error: what is said beside the result. */
  tell: (line: string) => void;
  /** Where progress goes: drawn over itself in a terminal, line by line in a pipe, to standard error beside a document. */
  openView: (options: OutputOptions) => ProgressView;
}

/** The variables that the command was started with. */
export function callerEnvironment(): Environment {
  return process.env;
}

export function makeCommandContext(options: GlobalOptions): CommandContext {
  const { stdout, stderr, env } = process;
  const isDumb = env['TERM'] === 'dumb';
  const hasColor = options.color && stdout.isTTY && !isDumb && !env['NO_COLOR'];
  const style = styleFor(hasColor);
  assertHomeIsUsable(options.home);
  const connection = findConnection(options, env, process.cwd());
  const write = (to: NodeJS.WriteStream, text: string) => void to.write(`${printable(text, hasColor)}\n`);
  const tell = (line: string) => write(stderr, line);
  const warning = warningOf(connection);
  if (warning !== undefined) tell(warning);
  return {
    connection,
    client: new ApiClient(connection),
    versions: new VersionsClient(connection),
    accounts: new AccountsClient(connection),
    settings: new SettingsClient(connection),
    graphs: new GraphClient(connection),
    exports: new ExportsClient(connection),
    locks: new LocksClient(connection),
    trust: new TrustClient(connection),
    plans: new PlansClient(connection),
    nodes: new NodesClient(connection),
    webhooks: new WebhooksClient(connection),
    style,
    print: (lines) => write(stdout, lines.join('\n')),
    show: (answer, options, rendering) => {
      const lines = render(answer, { ...options, style }, rendering);
      if (lines.length > 0) write(stdout, lines.join('\n'));
    },
    tell,
    openView: (options) => {
      if (isForPrograms(options)) return stderr.isTTY ? new PlainView(tell) : NO_VIEW;
      if (stdout.isTTY && !isDumb) return new LiveView(stdout, style);
      return new PlainView((line) => write(stdout, line));
    },
  };
}

import type { Command } from 'commander';
import type { Context } from '../context';
import { oneLine } from '../progress/text';

export interface JsonOption {
  json?: true;
}

/** What there is of one kind, each with a name. */
export interface Named<View> {
  noun: string;
  list: () => Promise<string[]>;
  show: (name: string) => Promise<View>;
  create: (name: string) => Promise<View>;
  remove: (name: string) => Promise<{ message: string }>;
  /** For people. */
  lines: (view: View) => string[];
}

/** `list`, `info`, `create` and `delete`. */
export function addNamedCommands<View>(parent: Command, named: Named<View>, contextOf: () => Context): void {
  const { noun, list, show, create, remove, lines } = named;
  parent
    .command('list')
    .description(`list all ${noun}s`)
    .option('--json', 'print JSON')
    .action(async ({ json }: JsonOption) =>
      tell(contextOf(), await list(), {
        json,
        lines: (names) => (names.length === 0 ? [`There are no ${noun}s.`] : names.map(oneLine)),
      }),
    );
  for (const [name, description, act] of [
    ['info', `show a ${noun}`, show],
    ['create', `create a ${noun}`, create],
  ] as const) {
    const command = parent
      .command(`${name} <name>`)
      .description(description)
      .option('--json', 'print JSON')
      .action(async (of: string, { json }: JsonOption) => tell(contextOf(), await act(of), { json, lines }));
    if (name === 'info') command.alias('show');
  }
  addDeleteCommand(parent, { noun, remove }, contextOf);
}

export function addDeleteCommand(
  parent: Command,
  { noun, remove }: Pick<Named<unknown>, 'noun' | 'remove'>,
  contextOf: () => Context,
): void {
  parent
    .command('delete <name>')
    .description(`delete a ${noun}`)
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: JsonOption) =>
      tell(contextOf(), await remove(name), { json, lines: ({ message }) => [oneLine(message)] }),
    );
}

/** Prints an answer as it is, or as lines for people. */
export function tell<Answer>(
  { print, printJson }: Context,
  answer: Answer,
  { json, lines }: { json: true | undefined; lines: (answer: Answer) => string[] },
): void {
  if (json) printJson(answer);
  else print(lines(answer));
}

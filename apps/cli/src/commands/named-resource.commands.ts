import type { Command } from 'commander';
import type { CommandContext } from '../command-context';
import { oneLine } from '../progress/text';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';

/** What there is of one kind, each with a name. */
export interface NamedResource<View> {
  noun: string;
  list: () => Promise<string[]>;
  show: (name: string) => Promise<View>;
  create: (name: string) => Promise<View>;
  remove: (name: string) => Promise<{ message: string }>;
  /** For people. */
  lines: (view: View) => string[];
}

/** `list`, `info`, `create` and `delete`. */
export function addResourceCommands<View extends { name: string }>(
  parent: Command,
  named: NamedResource<View>,
  contextOf: () => CommandContext,
): void {
  const { noun, list, show, create, remove, lines } = named;
  parent
    .command('list')
    .description(`list all ${noun}s`)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) =>
      contextOf().show(await list(), options, {
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
      .addOption(outputOption())
      .addOption(jsonOption())
      .action(async (of: string, options: OutputOptions) =>
        contextOf().show<{ name: string }>(await act(of), options, { lines: (shown) => lines(shown as View) }),
      );
    if (name === 'info') command.alias('show');
  }
  addDeleteCommand(parent, { noun, remove }, contextOf);
}

export function addDeleteCommand(
  parent: Command,
  { noun, remove }: Pick<NamedResource<unknown>, 'noun' | 'remove'>,
  contextOf: () => CommandContext,
): void {
  parent
    .command('delete <name>')
    .description(`delete a ${noun}`)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (name: string, options: OutputOptions) =>
      contextOf().show(await remove(name), options, {
        lines: ({ message }) => [oneLine(message)],
        names: () => [name],
      }),
    );
}

import type { Command } from 'commander';

/** `help` of commands at any depth; commander's own looks at one word, and takes no offence at an unknown one. */
export function addHelpCommands(parent: Command): void {
  if (parent.commands.length === 0) return;
  parent.commands.forEach(addHelpCommands);
  parent.helpCommand(false);
  parent
    .command('help [command...]')
    .description('show the help of a command')
    .action((names: string[]) => {
      names.reduce(commandBelow, parent).help();
    });
}

function commandBelow(parent: Command, name: string): Command {
  const found = parent.commands.find((command) => command.name() === name || command.aliases().includes(name));
  if (found !== undefined) return found;
  return parent.error(`error: there is no command '${name}' in '${pathOf(parent)}'`);
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

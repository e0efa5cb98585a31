import type { Command } from 'commander';

const MAX_SHOWN = 3;
const SEE_ALL = 'packyard --help shows all commands.';

/** How to go on after a command that is not there: where one of that name is, or else what commander found to be spelt alike. */
export function suggestCommands(program: Command, name: string, similar: string | undefined): string {
  const found = commandsCalled(program, name, 'packyard').slice(0, MAX_SHOWN);
  if (found.length === 0) return similar ?? SEE_ALL;
  // Made only here: it takes as long as the start of the command.
  const or = new Intl.ListFormat('en-GB', { type: 'disjunction' });
  return `Did you mean ${or.format(found.map((words) => `'${words}'`))}?`;
}

/** In the order of the help; where one is, not what lies deeper. */
function commandsCalled(parent: Command, name: string, words: string): string[] {
  const visible = parent.createHelp().visibleCommands(parent);
  const here = visible.find((command) => command.name() === name || command.aliases().includes(name));
  if (here !== undefined) return [`${words} ${here.name()}`];
  return visible.flatMap((command) => commandsCalled(command, name, `${words} ${command.name()}`));
}

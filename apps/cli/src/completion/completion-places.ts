import type { Command, Help } from 'commander';

/** What can follow in one place of the command line. */
export interface Place {
  /** The commands so far, such as `pack` or `registry add`; empty at the top. */
  path: string;
  words: { word: string; description: string }[];
}

/** Every place in which a command, an option or one of an option's values can be written. */
export function placesOf(program: Command): Place[] {
  const help = program.createHelp();
  help.showGlobalOptions = true;
  return walk(program, [], help);
}

function walk(command: Command, path: readonly string[], help: Help): Place[] {
  const commands = help.visibleCommands(command);
  const options = [...help.visibleOptions(command), ...(path.length > 0 ? help.visibleGlobalOptions(command) : [])];
  const words = [
    ...commands.flatMap((child) =>
      [child.name(), ...child.aliases()].map((word) => ({ word, description: help.subcommandDescription(child) })),
    ),
    ...options.flatMap((option) => {
      const word = option.long ?? option.short;
      return word === undefined ? [] : [{ word, description: option.description }];
    }),
  ];
  const below = commands.flatMap((child) =>
    [child.name(), ...child.aliases()].flatMap((name) => walk(child, [...path, name], help)),
  );
  return [{ path: path.join(' '), words: unique(words) }, ...below];
}

function unique(words: Place['words']): Place['words'] {
  return [...new Map(words.map((one) => [one.word, one])).values()];
}

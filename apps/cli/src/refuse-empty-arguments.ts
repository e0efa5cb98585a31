import type { Command } from 'commander';
import { CliError, EXIT_CODES } from './cli-error';

/** In a script, what is empty is a variable that was never set: nobody means the current folder by it, or a user ''. */
export function refuseEmptyArguments(command: Command): void {
  const options = command.options.filter(({ mandatory }) => mandatory);
  const given: (readonly [string, unknown])[] = [
    ...command.registeredArguments.map(
      (argument, index) => [named(argument.name()), command.processedArgs[index]] as const,
    ),
    ...options.map((option) => [option.long ?? option.flags, command.getOptionValue(option.attributeName())] as const),
  ];
  for (const [name, value] of given) {
    const isEmpty = [value].flat().some((text) => typeof text === 'string' && text.trim() === '');
    if (isEmpty) throw new CliError(`${name} is empty.`, 'Is a variable in the command not set?', EXIT_CODES.usage);
  }
}

function named(argument: string): string {
  return `The ${argument.replaceAll('_', ' ')}`;
}

import { Argument, type Command } from 'commander';
import { completionScript, type Shell, SHELLS } from '../completion/shell-scripts';
import { placesOf } from '../completion/completion-places';

const HELP = `
For this shell and those to come:
  bash  echo 'source <(packyard completion bash)' >> ~/.bashrc
  zsh   echo 'source <(packyard completion zsh)' >> ~/.zshrc     # after compinit
  fish  packyard completion fish > ~/.config/fish/completions/packyard.fish`;

/** To be added last: it knows the commands that are there then. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
    .addHelpText('after', HELP)
    .action((shell: Shell) => void process.stdout.write(completionScript(shell, placesOf(program))));
}

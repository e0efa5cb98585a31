import type { Command } from 'commander';
import type { KeyOptions } from '../signing/sign-files';

const HELP = `
A file gets its signature beside it, in <file>.minisig. A folder with a pack gets it inside, in pack.minisig: it holds for
what is in the folder, however it gets to the service (but .git and __pycache__, which have no place in a pack).
minisign itself reads and makes the same:
  minisign -V -m <file> -p packyard.pub
  packyard sign --print-message <folder> > message && minisign -S -m message -x <folder>/pack.minisig -s packyard.key

Examples:
  packyard sign slack-1.2.0.tar.gz --key packyard.key --password-file ./password
  packyard sign ./packs/slack --key packyard.key`;

interface SignOptions extends Partial<KeyOptions> {
  comment?: string;
  printMessage?: true;
}

/** Works on this machine alone, without a service. */
export function addSignCommand(program: Command): void {
  program
    .command('sign <paths...>')
    .description('sign archives, or the packs in folders, as minisign does')
    .option('--key <file>', 'file of the secret key')
    .option('--password-file <file>', 'file whose first line is the password of that key')
    .option('--comment <text>', 'one line that is signed too')
    .option('--print-message', 'print what has to be signed for a folder, and sign nothing')
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: SignOptions) => {
      // It brings along what reads packs, for which no other command should have to wait.
      const { signPaths } = await import('../signing/sign-paths.js');
      await signPaths(paths, options);
    });
}

import type { Command } from 'commander';
import { CliError, EXIT_CODES, type ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { INSTALL_HELP, UNINSTALL_HELP } from './bundle-help';
import { installBundle, type InstallBundleOptions } from './install-bundle';
import { listLines, wantedRefs } from './version-lines';
import { addUninstallCommand, addVersionCommands, type Noun, said } from './version.commands';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';

const NOUN: Noun = { word: 'bundle', title: 'Bundle' };

interface ListOptions extends OutputOptions {
  enabled?: true;
  disabled?: true;
  verbose?: true;
}

export function addBundleCommands(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  const bundle = program.command('bundle').description('install, enable, disable and uninstall bundles');
  const install = bundle
    .command('install <config_path>')
    .description('install a bundle from its config: a file, - for standard input, a URL or a git repository')
    .option('-e, --enable', 'enable the version at once')
    .option('-f, --force', 'replace the version if its content differs')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (path: string, options: InstallBundleOptions) =>
      end(await installBundle(contextOf(), path, options)),
    );
  install.helpInformation = () => INSTALL_HELP;
  addVersionCommands(bundle, NOUN, contextOf);
  addUninstallCommand(bundle, NOUN, contextOf).helpInformation = () => UNINSTALL_HELP;
  addViews(bundle, contextOf);
}

function addViews(bundle: Command, contextOf: () => CommandContext): void {
  bundle
    .command('list')
    .description('list the bundles')
    .option('-e, --enabled', 'only bundles with an enabled version')
    .option('-d, --disabled', 'only bundles without one')
    .option('-v, --verbose', 'show all installed versions, too')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ enabled, disabled, verbose, ...options }: ListOptions) => {
      if (enabled && disabled) {
        throw new CliError('--enabled and --disabled flags are mutually exclusive', undefined, EXIT_CODES.usage);
      }
      const { versions, show } = contextOf();
      const isWanted = (isEnabled: boolean) => (isEnabled ? disabled !== true : enabled !== true);
      show(await versions.bundles(), options, {
        lines: (all, isWide) => listLines(all, { isVerbose: isWide || verbose === true, isWanted }),
        names: (all) => wantedRefs(all, isWanted),
      });
    });

  bundle
    .command('yaml <name> <version>')
    .description('show the config of a version')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (name: string, version: string, options: OutputOptions) => {
      const { versions, show } = contextOf();
      const { yaml, config } = await said(NOUN, versions.bundleConfig(name, version));
      show(config, options, { lines: () => [yaml.trimEnd()], names: () => [name] });
    });
}

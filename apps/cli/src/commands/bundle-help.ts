/** As the manual prints it, and behind it what there is besides. */
export const INSTALL_HELP = `Install a bundle from a bundle file.

When using this command, you must provide the path to the file, as follows:

  packyard bundle install /path/to/my/bundle/config.yaml

Usage:
  packyard bundle install [flags] config_path

Flags:
  -h, --help   Show this message and exit

Global Flags:
  -P, --profile string   The Packyard profile within the config file to use

Besides:
  config_path may be - for standard input, the URL of a config, or any other
  source of a pack: a git repository or archive with a bundle.yaml.

  -e, --enable   Enable the version at once
  -f, --force    Replace the same version when it has other content
  --json         Print JSON
`;

export const UNINSTALL_HELP = `Uninstall bundles.

Usage:
  packyard bundle uninstall [flags] bundle_name version

Flags:
  -c, --clean         Uninstall all disabled bundle versions
  -x, --incompatible  Uninstall all incompatible versions of the bundle
  -a, --all           Uninstall all versions of the bundle
  --help              Show this message and exit.

Global Flags:
  -P, --profile string   The Packyard profile within the config file to use

Besides:
  --force     Although a version is enabled, or enabled packs need it
  --cascade   Together with the packs that need it
  --json      Print JSON
`;

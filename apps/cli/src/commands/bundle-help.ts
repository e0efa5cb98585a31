/** As the manual prints it, followed by what Packyard adds. */
export const INSTALL_HELP = `Install a bundle from a bundle file.

When using this command, you must provide the path to the file, as follows:

  packyard bundle install /path/to/my/bundle/config.yaml

Usage:
  packyard bundle install [flags] config_path

Flags:
  -h, --help   Show this message and exit

Global Flags:
  -P, --profile string   The Packyard profile within the config file to use

Packyard adds:
  config_path may also be - for standard input, the URL of a config, or any other
  source of a pack, such as a git repository or archive with a bundle.yaml.
  Bundles are installed disabled, unless --enable is given.

  -e, --enable   Enable the version at once
  -f, --force    Replace the version if its content differs
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

Packyard adds:
  --force     Even if a version is enabled, or enabled packs need it
  --cascade   Uninstall the packs that need it, too
  --json      Print JSON
`;

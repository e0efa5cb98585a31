/** What the user's manual prints, with `packyard` in place of `gort`. */

export const INSTALL_HELP = `Install a bundle from a bundle file.

When using this command, you must provide the path to the file, as follows:

  packyard bundle install /path/to/my/bundle/config.yaml

Usage:
  packyard bundle install [flags] config_path

Flags:
  -h, --help   Show this message and exit

Global Flags:
  -P, --profile string   The Packyard profile within the config file to use
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
`;

export const MINIMAL_CONFIG = `---
gort_bundle_version: 1

name: my_bundle
version: 0.0.1
description: My bundle
commands:
  date:
    executable: [ /bin/date ]
    rules:
      - allow
`;

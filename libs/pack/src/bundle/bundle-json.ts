import type { YamlMapping } from '../yaml/mapping';
import { isMapping } from '../yaml/mapping';
import type { BundleCommand, BundleConfig, BundleTemplates } from './bundle-config';
import { readBundle, type ReadBundle } from './read-bundle';

/** How Gort's API names the fields. Keys are compared without regard to case, as Go does. */
const FIELDS: Readonly<Record<string, string>> = {
  gortbundleversion: 'gort_bundle_version',
  longdescription: 'long_description',
  kubernetes: 'kubernetes',
};
const COMMAND_FIELDS: Readonly<Record<string, string>> = { trigger: 'triggers' };
const KUBERNETES_FIELDS: Readonly<Record<string, string>> = { serviceaccountname: 'serviceAccountName' };
const NEVER = '0001-01-01T00:00:00Z';

export interface ShownBundle {
  enabled: boolean;
  installedOn: Date | null;
  installedBy: string | null;
}

/** Reads a bundle as Gort's API takes it; what it means is not looked at yet. */
export function bundleFromJson(value: unknown): ReadBundle {
  const document = renamed(value, FIELDS);
  const commands = isMapping(document['commands']) ? document['commands'] : undefined;
  return readBundle({
    ...document,
    ...(isMapping(document['kubernetes']) ? { kubernetes: renamed(document['kubernetes'], KUBERNETES_FIELDS) } : {}),
    ...(commands === undefined
      ? {}
      : {
          commands: Object.fromEntries(
            Object.entries(commands).map(([name, command]) => [
              name,
              isMapping(command) ? renamed(command, COMMAND_FIELDS) : command,
            ]),
          ),
        }),
  });
}

/** A bundle as Gort's API shows it: empty fields are left out but for three that are always there. */
export function bundleToJson(config: BundleConfig, shown: ShownBundle): Record<string, unknown> {
  const commands = Object.entries(config.commands);
  return withoutEmpty({
    GortBundleVersion: config.gortBundleVersion,
    Name: config.name,
    Version: config.version,
    Enabled: shown.enabled,
    Author: config.author,
    Homepage: config.homepage,
    Description: config.description,
    Image: config.image,
    InstalledOn: shown.installedOn?.toISOString() ?? NEVER,
    InstalledBy: shown.installedBy,
    LongDescription: config.longDescription,
    Kubernetes: withoutEmpty({
      serviceAccountName: config.kubernetes?.serviceAccountName,
      env_secret: config.kubernetes?.envSecret,
    }),
    Permissions: config.permissions,
    Commands:
      commands.length === 0 ? undefined : Object.fromEntries(commands.map(([name, one]) => [name, shownCommand(one)])),
    Templates: shownTemplates(config.templates),
  });
}

function shownCommand(command: BundleCommand): object {
  return withoutEmpty({
    description: command.description,
    executable: command.executable,
    long_description: command.longDescription,
    rules: command.rules,
    templates: shownTemplates(command.templates),
    trigger: command.triggers,
  });
}

function shownTemplates(templates: BundleTemplates = {}): object {
  const { command, commandError, message, messageError } = templates;
  return withoutEmpty({ command, command_error: commandError, message, message_error: messageError });
}

function renamed(value: unknown, names: Readonly<Record<string, string>>): YamlMapping {
  if (!isMapping(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [names[key.toLowerCase()] ?? key.toLowerCase(), item]),
  );
}

/** Empty objects stay. */
function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  const isEmpty = (item: unknown) =>
    item === undefined || item === null || item === '' || item === false || (Array.isArray(item) && item.length === 0);
  return Object.fromEntries(Object.entries(value).filter(([, item]) => !isEmpty(item)));
}

import type { YamlMapping } from '../yaml/mapping';
import { isMapping } from '../yaml/mapping';
import type { BundleCommand, BundleConfig, BundleTemplates } from './bundle-config';
import type { FieldPath } from './bundle-problem';
import { FieldReader, type FieldPositions } from './field-reader';

const FIELDS = [
  'gort_bundle_version',
  'name',
  'version',
  'enabled',
  'author',
  'homepage',
  'description',
  'long_description',
  'image',
  'installedby',
  'installedon',
  'default',
  'kubernetes',
  'permissions',
  'commands',
  'templates',
];
const COMMAND_FIELDS = [
  'description',
  'executable',
  'long_description',
  'rules',
  'templates',
  'triggers',
  'input',
  'output',
];
const TEMPLATES = ['command', 'command_error', 'message', 'message_error'];
const DEFAULT_TAG = 'latest';

export interface ReadBundle {
  config: BundleConfig;
  problems: string[];
  warnings: string[];
}

/** Reads a config by the names that its fields have in YAML. What it means is not looked at yet. */
export function readBundle(document: YamlMapping, places?: FieldPositions): ReadBundle {
  const fields = new FieldReader(places);
  fields.noteUnknown(document, FIELDS);
  const kubernetes = fields.mapping(document, 'kubernetes');
  const config: BundleConfig = {
    gortBundleVersion: formatOf(document, fields),
    name: fields.text(document, 'name') ?? '',
    version: fields.text(document, 'version') ?? '',
    author: fields.text(document, 'author'),
    homepage: fields.text(document, 'homepage'),
    description: fields.text(document, 'description'),
    longDescription: fields.text(document, 'long_description'),
    image: withTag(fields.text(document, 'image')),
    ...(kubernetes === undefined || Object.keys(kubernetes).length === 0
      ? {}
      : {
          kubernetes: {
            serviceAccountName: fields.text(kubernetes, 'serviceAccountName', ['kubernetes']),
            envSecret: fields.text(kubernetes, 'env_secret', ['kubernetes']),
          },
        }),
    permissions: fields.texts(document, 'permissions'),
    commands: commandsOf(document, fields),
    ...templatesOf(document, fields),
  };
  return { config: withoutAbsent(config), problems: fields.problems.list(), warnings: fields.warnings.list() };
}

/** 0 when it is missing. */
function formatOf(document: YamlMapping, fields: FieldReader): number {
  const text = fields.text(document, 'gort_bundle_version') ?? '0';
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  fields.problems.add(
    () =>
      `${fields.place(['gort_bundle_version'])} has to be a whole number of at most nine digits, but is '${text.slice(0, 60)}'`,
  );
  return 1;
}

function commandsOf(document: YamlMapping, fields: FieldReader): Record<string, BundleCommand> {
  const commands = Object.entries(fields.mapping(document, 'commands') ?? {});
  return Object.fromEntries(commands.map(([name, value]) => [name, commandOf({ name, value }, fields)]));
}

function commandOf({ name, value }: { name: string; value: unknown }, fields: FieldReader): BundleCommand {
  const path = ['commands', name];
  const command = isMapping(value) ? value : {};
  if (!isMapping(value)) fields.problems.add(() => `${fields.place(path)} has to be a mapping`);
  fields.noteUnknown(command, COMMAND_FIELDS, path);
  const triggers = fields.list(command, 'triggers', path).map((item, index) => {
    const place = [...path, 'triggers', String(index)];
    return { match: fields.text(isMapping(item) ? item : {}, 'match', place) ?? '' };
  });
  return withoutAbsent({
    description: fields.text(command, 'description', path),
    longDescription: fields.text(command, 'long_description', path),
    executable: fields.texts(command, 'executable', path),
    rules: fields.texts(command, 'rules', path),
    triggers,
    ...templatesOf(command, fields, path),
  });
}

function templatesOf(owner: YamlMapping, fields: FieldReader, within: FieldPath = []): { templates?: BundleTemplates } {
  const templates = fields.mapping(owner, 'templates', within);
  if (templates === undefined || Object.keys(templates).length === 0) return {};
  const path = [...within, 'templates'];
  fields.noteUnknown(templates, TEMPLATES, path);
  const read = (key: string) => fields.text(templates, key, path);
  const [command, commandError, message, messageError] = TEMPLATES.map(read);
  return { templates: withoutAbsent({ command, commandError, message, messageError }) };
}

/** As Gort stores it: split at the first colon, `latest` when there is no tag. */
function withTag(image: string | undefined): string | undefined {
  if (image === undefined) return undefined;
  const colon = image.indexOf(':');
  if (colon === -1) return `${image}:${DEFAULT_TAG}`;
  return colon === image.length - 1 ? `${image}${DEFAULT_TAG}` : image;
}

function withoutAbsent<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Value;
}

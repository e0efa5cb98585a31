import { RejectedError } from '@packyard/contracts';
import { dump } from 'js-yaml';
import { firstOf, CappedMessages } from '../capped-messages';
import { isMapping, type YamlMapping } from '../yaml/mapping';
import { describePosition, describeProblems } from '../yaml/node';
import { readYaml } from '../yaml/read-yaml';
import { positionOfField } from '../yaml/value-nodes';
import type { BundleCommand, BundleConfig, BundleTemplates } from './bundle-config';
import type { BundleProblem } from './bundle-problem';
import { findBundleProblems } from './find-bundle-problems';
import { bundleWarnings } from './bundle-warnings';
import type { FieldPositions } from './field-reader';
import { readBundle } from './read-bundle';

/** The name of the file that holds the config, in the folder of an installed bundle. */
export const BUNDLE_FILE = 'bundle.yaml';

/**
 * Every scalar is taken as it is written, so that the version `1.10` and the permission `yes` stay what they are. Of
 * several documents the first one counts.
 * @throws RejectedError MANIFEST_INVALID, naming what is wrong with its line and column
 */
export function parseBundleYaml(
  text: string,
  file = 'The bundle config',
): { config: BundleConfig; warnings: string[] } {
  const document = load(text, file);
  const places: FieldPositions = (field) => positionOfField(document, field);
  const { config, problems, warnings } = readBundle(document, places);
  const wrong = new CappedMessages();
  for (const problem of findBundleProblems(config)) wrong.add(() => placed(problem, places));
  const all = [...problems, ...wrong.list()];
  if (all.length > 0) throw invalid(file, `is not valid: ${all.join('; ')}`);
  return { config, warnings: [...warnings, ...firstOf(bundleWarnings(config))] };
}

function placed({ field, message }: BundleProblem, places: FieldPositions): string {
  const place = places(field);
  return place === undefined ? message : `${message} (${describePosition(place)})`;
}

/** What {@link parseBundleYaml} reads as the same config again. */
export function bundleToYaml(config: BundleConfig): string {
  const { gortBundleVersion, longDescription, image, kubernetes, permissions, commands, templates, ...plain } = config;
  const { name, version, ...texts } = plain;
  const document = {
    gort_bundle_version: gortBundleVersion,
    name,
    version,
    ...texts,
    ...(longDescription === undefined ? {} : { long_description: longDescription }),
    ...(image === undefined ? {} : { image }),
    ...(kubernetes === undefined
      ? {}
      : { kubernetes: { serviceAccountName: kubernetes.serviceAccountName, env_secret: kubernetes.envSecret } }),
    ...(permissions.length === 0 ? {} : { permissions }),
    ...writtenTemplates(templates),
    commands: Object.fromEntries(Object.entries(commands).map(([key, command]) => [key, writtenCommand(command)])),
  };
  return `---\n${dump(withoutAbsent(document), { noRefs: true })}`;
}

function writtenCommand({ description, longDescription, executable, rules, triggers, templates }: BundleCommand) {
  return {
    ...(description === undefined ? {} : { description }),
    ...(longDescription === undefined ? {} : { long_description: longDescription }),
    ...(executable.length === 0 ? {} : { executable }),
    ...(triggers.length === 0 ? {} : { triggers }),
    ...(rules.length === 0 ? {} : { rules }),
    ...writtenTemplates(templates),
  };
}

function writtenTemplates(templates: BundleTemplates | undefined) {
  if (templates === undefined) return {};
  const { command, commandError, message, messageError } = templates;
  return { templates: withoutAbsent({ command, command_error: commandError, message, message_error: messageError }) };
}

function load(text: string, file: string): YamlMapping {
  const document = readYaml(text, { firstOnly: true });
  if ('problems' in document) throw invalid(file, describeProblems(document.problems));
  const read = document.value('text');
  if ('problems' in read) throw invalid(file, describeProblems(read.problems));
  if (!isMapping(read.value)) throw invalid(file, 'has to be a mapping with at least name and version');
  return read.value;
}

function withoutAbsent(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}

function invalid(file: string, what: string): RejectedError {
  return new RejectedError('MANIFEST_INVALID', `${file} ${what}.`, {
    hint: 'Fix the config and install it again; docs/bundles.md describes its fields.',
  });
}

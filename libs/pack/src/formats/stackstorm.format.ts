import type { PackRef } from '@packyard/contracts';
import type { ComponentKind } from '../component';
import type { Dependency, Manifest } from '../manifest';
import { parseVersion, versionProblem } from '../version';
import { isMapping, type YamlMapping } from '../yaml/mapping';
import { positionText } from '../yaml/value-nodes';
import { buildComponent, fieldsWithoutText, missingFields, refProblem, textOf, textsOf } from './manifest-fields';
import { readStackStormDependencies } from './stackstorm-dependencies';
import { readPlatformRequirements } from './platform-requirements';
import { schemaProblems } from './schemas/field-schemas';
import { STACKSTORM_SCHEMAS } from './schemas/stackstorm-components';
import type { ComponentDocument, ManifestDocument, PackFormat, ParsedComponent } from './pack-format';
import { stackstormWarnings } from './stackstorm-warnings';

const REF = /^[a-z0-9_]+$/;
const WORKFLOW_RUNNERS = ['orquesta', 'action-chain', 'mistral-v2'];
const REQUIRED_FIELDS: Readonly<Partial<Record<ComponentKind, readonly string[]>>> = {
  action: ['name', 'runner_type'],
  sensor: ['entry_point'],
  trigger: ['name'],
  rule: ['name', 'trigger', 'action'],
  alias: ['name', 'action_ref'],
  policy: ['name', 'resource_ref', 'policy_type'],
};

/** Packs of StackStorm and its Exchange. */
export class StackStormFormat implements PackFormat {
  readonly name = 'stackstorm';
  readonly yamlVersion = '1.1';
  readonly folders = {
    actions: 'action',
    sensors: 'sensor',
    triggers: 'trigger',
    rules: 'rule',
    aliases: 'alias',
    policies: 'policy',
  } as const;

  recognises(mapping: YamlMapping): boolean {
    return mapping['name'] !== undefined;
  }

  parseManifest({
    mapping,
    suggestedNames,
    configSchema,
  }: ManifestDocument): { manifest: Manifest } | { problems: string[] } {
    const ref = refOf(mapping, suggestedNames);
    const version = textOf(mapping, 'version')?.trim() ?? '';
    const { found: dependencies, problems: unreadable } = readStackStormDependencies(mapping);
    const problems = [
      ...missingFields(mapping, ['name', 'description', 'version', 'author']),
      ...fieldsWithoutText(mapping, ['ref', 'name', 'version']),
      ...(ref === undefined
        ? [
            `the field 'ref' is missing, and the name '${textOf(mapping, 'name') ?? ''}' can't stand in for it: add ref with lower-case letters, digits and '_'`,
          ]
        : refProblem(ref)),
      ...(version === '' || parseVersion(version)
        ? []
        : [`the version '${version}' ${versionProblem(version)}${positionText(mapping, 'version')}`]),
      ...unreadable,
    ];
    if (problems.length > 0 || ref === undefined) return { problems };
    return { manifest: this.manifestOf(mapping, { ref: ref as PackRef, version, dependencies, configSchema }) };
  }

  parseComponent(document: ComponentDocument, manifest: Manifest): ParsedComponent {
    const { mapping } = document;
    const missing = missingFields(mapping, REQUIRED_FIELDS[document.kind] ?? []);
    if (missing.length > 0) return { problem: missing.join(', ') };
    const schema = STACKSTORM_SCHEMAS[document.kind];
    const wrong = schema === undefined ? [] : schemaProblems(schema, mapping);
    if (wrong.length > 0) return { problem: wrong.join('; ') };
    const pack = textOf(mapping, 'pack');
    if (pack !== null && pack !== manifest.ref)
      return { problem: `its field 'pack' says '${pack}' but the pack is '${manifest.ref}'` };
    const name = textOf(mapping, document.kind === 'sensor' ? 'class_name' : 'name') ?? document.file;
    const kind =
      document.kind === 'action' && WORKFLOW_RUNNERS.includes(String(mapping['runner_type']))
        ? 'workflow'
        : document.kind;
    const enabledByDefault = kind !== 'rule';
    const component = buildComponent({ ...document, kind }, { packRef: manifest.ref, name, enabledByDefault });
    return { component, warnings: stackstormWarnings(document.kind, mapping) };
  }

  private manifestOf(
    mapping: YamlMapping,
    known: { ref: PackRef; version: string; dependencies: Dependency[]; configSchema: YamlMapping },
  ): Manifest {
    const pythons = textsOf(mapping, 'python_versions');
    return {
      format: this.name,
      ...known,
      conflicts: [],
      label: textOf(mapping, 'name') ?? known.ref,
      description: textOf(mapping, 'description'),
      author: textOf(mapping, 'author'),
      email: textOf(mapping, 'email'),
      keywords: textsOf(mapping, 'keywords'),
      runtimeDependencies: pythons.map((version) => `python${version}`),
      pythonRange: pythonRangeOf(pythons),
      nodejsRange: '*',
      config: {},
      meta: isMapping(mapping['system']) ? { system: mapping['system'] } : {},
      platformRequirements: readPlatformRequirements(mapping),
      bundle: null,
      testing: null,
    };
  }
}

/** `ref`, else `name`, else what the source is called, without the Exchange's prefix; each only when it looks like a ref. */
function refOf(mapping: YamlMapping, suggestedNames: readonly string[]): string | undefined {
  const name = textOf(mapping, 'name') ?? '';
  const written = textOf(mapping, 'ref');
  if (written !== null && written !== '') return written;
  const candidates = [name, ...suggestedNames.map((suggested) => suggested.replace(/^stackstorm[-_]/, ''))];
  return candidates.find((candidate) => REF.test(candidate) && candidate !== '_global');
}

/** StackStorm knows "2" and "3"; what else a pack lists is a version that it wants. */
function pythonRangeOf(versions: readonly string[]): string {
  const known = versions.filter((version) => /^\d+(\.\d+){0,2}$/.test(version));
  if (known.length === 0 || known.includes('3')) return '>=3';
  return known.map((version) => (version === '2' ? '<3' : `~${version}`)).join(' || ');
}

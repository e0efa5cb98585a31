import type { PackRef } from '@packyard/contracts';
import { isRange } from '../range';
import { parseVersion, versionProblem } from '../version';
import type { ComponentKind, Component } from '../component';
import type { Manifest } from '../manifest';
import { isMapping, type YamlMapping } from '../yaml/mapping';
import { positionText } from '../yaml/value-nodes';
import { readAttuneDependencies } from './attune-dependencies';
import {
  buildComponent,
  fieldsWithoutText,
  mappingOf,
  missingFields,
  refProblem,
  textOf,
  textsOf,
} from './manifest-fields';
import { ATTUNE_SCHEMAS } from './schemas/attune-components';
import { readPlatformRequirements } from './platform-requirements';
import { schemaProblems } from './schemas/field-schemas';
import type { ComponentDocument, ManifestDocument, PackFormat } from './pack-format';

const REQUIRED_FIELDS: Readonly<Partial<Record<ComponentKind, readonly string[]>>> = {
  action: ['ref'],
  sensor: ['ref', 'entry_point'],
  trigger: ['ref'],
  rule: ['ref', 'trigger_ref', 'action_ref'],
};
const ATTUNE_FIELDS = ['label', 'runtime_deps', 'conf_schema', 'testing', 'python', 'nodejs'];

/** Packs of Attune, as its documents describe them. */
export class AttuneFormat implements PackFormat {
  readonly name = 'attune';
  readonly yamlVersion = '1.2';
  readonly folders = {
    actions: 'action',
    sensors: 'sensor',
    triggers: 'trigger',
    rules: 'rule',
    workflows: 'workflow',
    policies: 'policy',
    permission_sets: 'permission_set',
    runtimes: 'runtime',
    queues: 'queue',
  } as const;

  /** StackStorm packs have no `label` and no runtime fields, and name StackStorm's own fields or an author's e-mail. */
  recognises(mapping: YamlMapping): boolean {
    const isStackStorm = mapping['stackstorm_version'] !== undefined || mapping['python_versions'] !== undefined;
    if (isStackStorm) return false;
    return ATTUNE_FIELDS.some((field) => mapping[field] !== undefined) || mapping['email'] === undefined;
  }

  parseManifest({ mapping }: ManifestDocument): { manifest: Manifest } | { problems: string[] } {
    const ref = textOf(mapping, 'ref') ?? '';
    const version = textOf(mapping, 'version')?.trim() ?? '';
    const dependencies = readAttuneDependencies(mapping, 'dependencies');
    const conflicts = readAttuneDependencies(mapping, 'conflicts');
    const problems = [
      ...missingFields(mapping, ['ref', 'version']),
      ...fieldsWithoutText(mapping, ['ref', 'version']),
      ...(ref === '' ? [] : refProblem(ref).map((problem) => `${problem}${positionText(mapping, 'ref')}`)),
      ...(version === '' || parseVersion(version)
        ? []
        : [`the version '${version}' ${versionProblem(version)}${positionText(mapping, 'version')}`]),
      ...dependencies.problems,
      ...conflicts.problems,
    ];
    if (problems.length > 0) return { problems };
    const known = { ref: ref as PackRef, version, dependencies: dependencies.found, conflicts: conflicts.found };
    return { manifest: this.manifestOf(mapping, known) };
  }

  parseComponent(document: ComponentDocument, manifest: Manifest): { component: Component } | { problem: string } {
    const { kind, mapping, file } = document;
    const missing = missingFields(mapping, REQUIRED_FIELDS[kind] ?? []);
    if (missing.length > 0) return { problem: missing.join(', ') };
    const schema = ATTUNE_SCHEMAS[kind];
    const wrong = schema === undefined ? [] : schemaProblems(schema, mapping);
    if (wrong.length > 0) return { problem: wrong.join('; ') };
    const ref = textOf(mapping, 'ref') ?? nameOfFile(file);
    const prefix = `${manifest.ref}.`;
    const name = ref.startsWith(prefix) ? ref.slice(prefix.length) : ref;
    return { component: buildComponent(document, { packRef: manifest.ref, name, enabledByDefault: true }) };
  }

  private manifestOf(
    mapping: YamlMapping,
    known: Pick<Manifest, 'ref' | 'version' | 'dependencies' | 'conflicts'>,
  ): Manifest {
    const runtimeDependencies = textsOf(mapping, 'runtime_deps');
    const meta = { ...mappingOf(mapping, 'metadata'), ...mappingOf(mapping, 'meta') };
    return {
      format: this.name,
      ...known,
      label: textOf(mapping, 'label') ?? textOf(mapping, 'name') ?? known.ref,
      description: textOf(mapping, 'description'),
      author: textOf(mapping, 'author'),
      email: textOf(mapping, 'email'),
      keywords: [
        ...new Set([...textsOf(mapping, 'tags'), ...textsOf(mapping, 'keywords'), ...textsOf(meta, 'keywords')]),
      ],
      runtimeDependencies,
      pythonRange: runtimeRange(mapping, 'python', runtimeDependencies),
      nodejsRange: runtimeRange(mapping, 'nodejs', runtimeDependencies),
      runtimeVersions: {
        ...writtenVersion(mapping, 'python', runtimeDependencies),
        ...writtenVersion(mapping, 'nodejs', runtimeDependencies),
      },
      configSchema: { ...mappingOf(mapping, 'config_schema'), ...mappingOf(mapping, 'conf_schema') },
      config: mappingOf(mapping, 'config'),
      meta,
      platformRequirements: readPlatformRequirements(mapping),
      bundle: null,
      testing: isMapping(mapping['testing']) ? mapping['testing'] : null,
    };
  }
}

const RUNTIME_NAMES = { python: /^python3?\s*/, nodejs: /^(?:nodejs|node)\s*/ } as const;
type Runtime = keyof typeof RUNTIME_NAMES;

/** `python: "3.11"` means at least that; `python3>=3.8` among the runtime dependencies says it with an operator. */
function runtimeRange(mapping: YamlMapping, runtime: Runtime, runtimeDependencies: readonly string[]): string {
  const written = writtenVersion(mapping, runtime, runtimeDependencies)[runtime] ?? '';
  if (written === '') return '*';
  return /^\d/.test(written) ? `>=${written}` : isRange(written) ? written : '*';
}

function writtenVersion(
  mapping: YamlMapping,
  runtime: Runtime,
  runtimeDependencies: readonly string[],
): { [Name in Runtime]?: string } {
  const field = mapping[runtime];
  const name = RUNTIME_NAMES[runtime];
  const isNamed = isMapping(field) || typeof field === 'boolean';
  const version = isNamed ? textOf(mappingOf(mapping, runtime), 'version') : textOf(mapping, runtime);
  const written = version ?? runtimeDependencies.find((dependency) => name.test(dependency))?.replace(name, '') ?? '';
  return written === '' ? {} : { [runtime]: written };
}

function nameOfFile(file: string): string {
  return (file.split('/').at(-1) ?? file).replace(/(\.workflow)?\.ya?ml$/, '');
}

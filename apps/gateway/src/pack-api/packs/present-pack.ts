import { describeSource, type PackSummary, type PackView } from '@packyard/contracts';
import { compareVersions, Manifest } from '@packyard/pack';
import type { BuiltEnvironmentRow, ComponentEntity, ShownPack } from '@packyard/schema';

interface PackContents {
  components: readonly ComponentEntity[];
  environments: readonly BuiltEnvironmentRow[];
  /** Makes a path in the store absolute. */
  places: { pack: (path: string) => string; environment: (path: string) => string };
}

export function presentPackSummary(shown: ShownPack): PackSummary {
  const manifest = Manifest.parse(shown.manifest);
  return {
    id: shown.packId,
    ref: shown.ref,
    label: manifest.label,
    description: manifest.description,
    version: shown.isEnabled ? shown.version : null,
    versions: shown.versions.toSorted(compareVersions),
    format: shown.format,
    tags: manifest.keywords,
    is_standard: false,
    created: shown.createdAt.toISOString(),
    updated: shown.installedAt.toISOString(),
  };
}

export function presentPack(shown: ShownPack, { components, environments, places }: PackContents): PackView {
  const manifest = Manifest.parse(shown.manifest);
  const countOf = (wanted: string) => components.filter(({ kind }) => kind === wanted).length;
  return {
    ...presentPackSummary(shown),
    conf_schema: manifest.configSchema,
    config: manifest.config,
    meta: manifest.meta,
    runtime_deps: manifest.runtimeDependencies,
    dependencies: manifest.dependencies.map(({ ref, range }) => (range === '*' ? ref : `${ref}@${range}`)),
    digest: shown.digest,
    source: describeSource(shown.source),
    storage_path: places.pack(shown.storagePath),
    author: manifest.author,
    email: manifest.email,
    keywords: manifest.keywords,
    action_count: countOf('action'),
    sensor_count: countOf('sensor'),
    trigger_count: countOf('trigger'),
    rule_count: countOf('rule'),
    workflow_count: countOf('workflow'),
    policy_count: countOf('policy'),
    components: components.map(({ kind, ref, label, description, enabled }) => ({
      kind,
      ref,
      label,
      description,
      enabled,
    })),
    environments: environments.map(({ runtime, status, path, details }) => ({
      runtime,
      status,
      path: path === null ? null : places.environment(path),
      runtime_version: details?.runtimeVersion ?? null,
      package_count: details?.packageCount ?? null,
      size_bytes: details?.sizeBytes ?? null,
      containment: details?.containment ?? null,
    })),
  };
}

import { describeSource, type IndexedPackView, type RegistryView, type Source } from '@packyard/contracts';
import { compareVersions } from '@packyard/pack';
import { type RegistryEntry, shownLocation } from '@packyard/registry';
import type { KnownRegistry } from './known-registries';

export function presentRegistry(registry: KnownRegistry): RegistryView {
  const { id, name, url, position, enabled, headers, configured, createdAt, updatedAt } = registry;
  return {
    id,
    name,
    url: shownLocation(url),
    position,
    enabled,
    headers: Object.fromEntries(Object.keys(headers).map((header) => [header, '***' as const])),
    configured,
    created: createdAt?.toISOString() ?? null,
    updated: updatedAt?.toISOString() ?? null,
  };
}

/** A pack in Attune's form, by its highest version. */
export function presentIndexedPack(entries: readonly RegistryEntry[], registry: KnownRegistry): IndexedPackView {
  const [highest] = entries.toSorted((a, b) => compareVersions(b.version, a.version));
  if (highest === undefined) throw new Error(`The index ${shownLocation(registry.url)} names a pack without versions`);
  const { id, name, url, position } = presentRegistry(registry);
  return {
    pack: {
      ref: highest.ref,
      label: highest.label ?? highest.ref,
      description: highest.description ?? '',
      version: highest.version,
      versions: [...new Set(entries.map(({ version }) => version))].sort((a, b) => compareVersions(b, a)),
      author: highest.author ?? '',
      license: highest.license ?? '',
      ...(highest.email === undefined ? {} : { email: highest.email }),
      ...(highest.homepage === undefined ? {} : { homepage: highest.homepage }),
      ...(highest.repository === undefined ? {} : { repository: highest.repository }),
      ...(highest.useCase === undefined ? {} : { use_case: highest.useCase }),
      keywords: highest.keywords ?? [],
      runtime_deps: highest.runtimeDependencies ?? [],
      install_sources: highest.sources.map(presentSource),
      contents: highest.contents ?? {},
      dependencies: {
        packs: (highest.dependencies ?? []).map(({ ref, range }) => (range === '*' ? ref : `${ref}@${range}`)),
      },
    },
    registry: { id, name, url, position },
  };
}

function presentSource(source: Source): IndexedPackView['pack']['install_sources'][number] {
  const checksum = ('checksum' in source ? source.checksum : undefined) ?? '';
  switch (source.kind) {
    case 'git':
      return {
        type: 'git',
        url: source.url,
        ...(source.refSpec === undefined ? {} : { ref: source.refSpec }),
        checksum,
      };
    case 'archive':
      return { type: 'archive', url: source.url, checksum };
    case 'oci':
    case 's3':
    case 'local':
    case 'registry':
    case 'bundle':
    case 'request':
    case 'unreadable':
      return { type: source.kind, url: describeSource(source), checksum };
  }
}

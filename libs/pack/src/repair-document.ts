import { isLowerCaseRef } from '@packyard/contracts';
import type { ManifestDocument, PackFormat } from './formats/pack-format';
import { parseVersion } from './version';

/** What Attune takes for a pack that does not say its name or version. */
const UNKNOWN = 'unknown';
const UNKNOWN_VERSION = '0.0.0';

/** The manifest with what can't be understood left out: a wrong ref or version is replaced, wrong dependencies are dropped. */
export function repairDocument(format: PackFormat, document: ManifestDocument): ManifestDocument {
  const { mapping } = document;
  const ref = [mapping['ref'], mapping['name']].find((name) => isLowerCaseRef(name)) ?? UNKNOWN;
  const version =
    typeof mapping['version'] === 'string' || typeof mapping['version'] === 'number' ? mapping['version'] : '';
  const named = {
    ...document,
    mapping: {
      author: UNKNOWN,
      description: UNKNOWN,
      ...mapping,
      ref,
      name: mapping['name'] ?? ref,
      version: parseVersion(String(version)) === undefined ? UNKNOWN_VERSION : String(version),
    },
  };
  const listed: unknown[] = Array.isArray(mapping['dependencies']) ? (mapping['dependencies'] as unknown[]) : [];
  const withDependencies = (dependencies: unknown[]) => ({ ...named, mapping: { ...named.mapping, dependencies } });
  return withDependencies(listed.filter((item) => 'manifest' in format.parseManifest(withDependencies([item]))));
}

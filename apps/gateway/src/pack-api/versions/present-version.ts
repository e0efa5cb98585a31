import { describeSource, type VersionView } from '@packyard/contracts';
import { Manifest } from '@packyard/pack';
import type { VersionWithStatus } from '@packyard/versions';

export function presentVersion(version: VersionWithStatus): VersionView {
  const manifest = Manifest.parse(version.manifest);
  return {
    ref: version.ref,
    version: version.version,
    format: version.format,
    status: version.status,
    note: version.incompatibility ?? version.note,
    description: manifest.description,
    commands: Object.keys(manifest.bundle?.commands ?? {}).sort(),
    permissions: [...(manifest.bundle?.permissions ?? [])].sort(),
    digest: version.digest,
    signature: version.signature,
    source: describeSource(version.source),
    installed_at: version.installedAt.toISOString(),
    installed_by: version.installedBy,
  };
}

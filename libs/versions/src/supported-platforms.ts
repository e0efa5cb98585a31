import type { PlatformConfig } from '@packyard/config';
import type { Manifest } from '@packyard/pack';
import { isRange, satisfiesRange } from '@packyard/pack';

/** The platforms that packs are installed for here, and the formats of bundles that this server can read. */
export class SupportedPlatforms {
  constructor(
    /** Supported numbers of `gort_bundle_version`. */
    readonly bundleFormats: readonly number[],
    /** Versions of the platforms that packs may require, by name; a platform that isn't there is not checked. */
    readonly versions: Readonly<Record<string, string | undefined>>,
  ) {}

  static of(config: PlatformConfig): SupportedPlatforms {
    return new SupportedPlatforms(config.PACKYARD_BUNDLE_FORMATS, {
      stackstorm: config.PACKYARD_STACKSTORM_VERSION,
      attune: config.PACKYARD_ATTUNE_VERSION,
    });
  }
}

/** Why a version can't be enabled on this server, as a clause; nothing when it can. */
export function incompatibilityOf(
  manifest: Manifest,
  { bundleFormats, versions }: SupportedPlatforms,
): string | undefined {
  const format = manifest.bundle?.gortBundleVersion;
  if (format !== undefined && !bundleFormats.includes(format)) {
    return `its gort_bundle_version is ${format}, and this server supports ${bundleFormats.join(', ')}`;
  }
  for (const { platform, range } of manifest.platformRequirements) {
    const version = versions[platform];
    if (version === undefined || !isRange(range) || satisfiesRange(version, range)) continue;
    return `it requires ${platform} ${range}, and this is ${platform} ${version}`;
  }
  return undefined;
}

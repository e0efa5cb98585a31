// TEMPORARY, until the helper's files are here: replace this file.
import { dump, load } from 'js-yaml';
import { BundleConfig } from './bundle-config';

export const BUNDLE_FILE = 'bundle.yaml';

export function parseBundleYaml(text: string): BundleConfig {
  const { gort_bundle_version: format, version, ...rest } = load(text) as Record<string, unknown>;
  return BundleConfig.parse({ gortBundleVersion: format, version: String(version), ...rest });
}

export function bundleToYaml({ gortBundleVersion, ...rest }: BundleConfig): string {
  return dump({ gort_bundle_version: gortBundleVersion, ...rest });
}

export function bundleToJson(config: BundleConfig, _shown: object): Record<string, unknown> {
  return { ...config };
}

export { type BundleConfig } from './bundle/bundle-config';
export { bundleFromJson, bundleToJson } from './bundle/bundle-json';
export { bundleProblems } from './bundle/bundle-problems';
export { BUNDLE_FILE, bundleToYaml, parseBundleYaml } from './bundle/bundle-yaml';
export { countComponents } from './component';
export { copyTree } from './copy-tree';
export { environmentRequests } from './environment-requests';
export { findPackRoot } from './find-pack-root';
export { Dependency, Manifest } from './manifest';
export { isRange, satisfiesRange } from './range';
export type { Pack } from './pack';
export { readPack, type ReadPackOptions } from './read-pack';
export {
  assertLinkStaysInside,
  assertTreeIsSafe,
  resolveInside,
  tooMuch,
  type TreeLimits,
  unsafePath,
} from './safe-path';
export { assertSameChecksum, attuneFolderChecksum, digestTree, verifyFileChecksum } from './tree-digest';
export { compareVersions, parseVersion } from './version';

export { type Component, COMPONENT_KINDS, type ComponentKind, countComponents, pluralOf } from './component';
export { environmentRequests, type EnvironmentOptions } from './environment-requests';
export { findPackRoot, MANIFEST_FILE } from './find-pack-root';
export { Dependency, Manifest } from './manifest';
export { mapConcurrently } from './map-concurrently';
export { highestSatisfying, isRange, satisfiesRange } from './range';
export { type Pack, readPack } from './read-pack';
export {
  assertLinkStaysInside,
  assertTreeIsSafe,
  resolveInside,
  tooMuch,
  type TreeLimits,
  unsafePath,
} from './safe-path';
export { assertSameChecksum, attuneFolderChecksum, digestTree, verifyFileChecksum } from './tree-digest';
export { compareTexts, compareVersions, parseVersion } from './version';

export { type BundleConfig } from './bundle/bundle-config';
export { bundleFromJson, bundleToJson } from './bundle/bundle-json';
export { findBundleProblems } from './bundle/find-bundle-problems';
export { BUNDLE_FILE, bundleToYaml, parseBundleYaml } from './bundle/bundle-yaml';
export { bundlePack } from './bundle/read-bundle-pack';
export {
  CHUNK_LIST_FORMAT,
  ChunkList,
  type ListedChunk,
  listedChunks,
  listedFiles,
  MAX_CHUNK_LIST_BYTES,
  MAX_CHUNK_LIST_TEXT_BYTES,
} from './chunks/chunk-list';
export { chunkId, chunksOfFile } from './chunks/cut-chunks';
export { readPlainFile, withPlainFile } from './plain-file';
export { countComponents } from './component';
export { copyTree } from './copy-tree';
export { useSynchronousDisk } from './disk-access';
export { environmentRequests, type EnvironmentRequests } from './environments/environment-requests';
export type { BuildPolicy } from './environments/fingerprint';
export { requirementLines } from './environments/requirement-lines';
export { RequirementsBudget } from './environments/requirements-budget';
export { findPackRoot } from './find-pack-root';
export { Dependency, Manifest } from './manifest';
export { fittingVersions, isPrerelease } from './fitting-versions';
export { isEmptyRange, isRange, isWithinRange, readRange, satisfiesRange } from './range';
export type { Pack } from './pack';
export { splitDependency } from './formats/split-dependency';
export { readManifestFields, readPack, type ReadPackOptions } from './read-pack';
export { ParsedPackCache } from './parsed-pack-cache';
export { firstOf } from './capped-messages';
export { assertLinkStaysInside, assertTreeIsSafe, belongsToGit, resolveInside } from './safe-path';
export { assertIsUtf8, assertNotEndless, unsafePath } from './unsafe-path';
export { readInside } from './read-inside';
export { assertNotTooDeep, tooMuch, TreeBudget, type TreeLimits } from './tree-budget';
export { assertSameChecksum, attuneFolderChecksum, digestTree, verifyFileChecksum } from './tree-digest';
export { compareVersions, parseVersion } from './version';
export { mapConcurrently } from './map-concurrently';
export { walkTree } from './walk-tree';
export { decodeText } from './decode-text';

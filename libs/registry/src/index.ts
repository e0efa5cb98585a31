export { buildIndex, type BuiltIndex } from './build-index';
export { readFormerIndex } from './index-document';
export { shownPlace } from './index-place';
export { IndexReader } from './index-reader';
export { type LookUp, RegistryCatalog } from './registry-catalog';
export type { RegistryEntry } from './registry-entry';
export { RegistryHttpClient } from './registry-http-client';
export type { RegistryPlace } from './registry-list';
export { openHeaders, sealHeaders, StoredRegistries } from './stored-registries';

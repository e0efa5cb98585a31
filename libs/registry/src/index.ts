export { buildIndex, type BuiltIndex } from './build-index';
export { readFormerIndex } from './index-document';
export { IndexReader, shownPlace } from './index-reader';
export { type LookUp, RegistryCatalog } from './registry-catalog';
export type { RegistryEntry } from './registry-entry';
export { RegistryHttpClient } from './registry-http-client';
export { RegistryModule } from './registry.module';
export type { RegistryPlace } from './registry-list';
export { openHeaders, sealHeaders } from './stored-registries';

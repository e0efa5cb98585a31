export { parseIndex } from './parse-index';
export { type LookUp, RegistryCatalog } from './registry-catalog';
export type { RegistryEntry } from './registry-entry';

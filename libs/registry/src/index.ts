export { type LookUp, RegistryCatalog } from './registry-catalog';
export type { RegistryEntry } from './registry-entry';

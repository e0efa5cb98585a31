export { diskFailure, isDiskFailure } from './disk-failure';
export { EnvironmentStore } from './environment-store';
export { LockfileStore, sha256Of } from './lockfile-store';
export { HomeLayout } from './home-layout';
export { isFolder, touch } from './is-folder';
export { type OpenFolder } from './local-paths/open-folder';
export { installationFolder } from './local-paths/installation-folder';
export { LocalPolicy } from './local-paths/local-policy';
export { LocalPolicyModule } from './local-paths/local-policy.module';
export { makeFolder } from './make-folder';
export { openFolders, openHome } from './open-home';
export { PackStore } from './pack-store';
export { type ReplacedLink, replaceUsersLink } from './replace-users-link';
export { removeTree } from './remove-tree';
export { type CachePolicy, CacheCleaner } from './removal/cache-cleaner';
export { type CollectedGarbage, GarbageCollection } from './removal/garbage-collection';
export { HomeMeter, type UsedPath } from './removal/home-usage';
export { InterpreterCleaner } from './removal/interpreter-cleaner';
export { TreeMeter } from './removal/tree-meter';
export { UploadCleaner } from './removal/upload-cleaner';
export { belongsToOthers, lstatIfAny, readLinkIfAny, replaceLink } from './replace-link';
export { readOrMakeSecretFile } from './secrets/secret-file';
export { KeyFile, type KeySource } from './secrets/key-ring';
export {
  BUNDLE_SETTING,
  INDEX_CREDENTIALS,
  keyIdOf,
  REGISTRY_HEADERS,
  SecretVault,
  SOURCE_SECRET,
  WEBHOOK_SECRETS,
} from './secrets/secret-vault';
export { KEY_SOURCE, VaultModule } from './secrets/vault.module';
export { StagingArea } from './staging-area';
export { machinePlatform } from './machine-platform';
export { type FoundVendored, VendoredStore, vendoredId } from './vendored-store';
export { StoreModule } from './store.module';

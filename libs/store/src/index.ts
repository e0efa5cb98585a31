export { diskFailure, isDiskFailure } from './disk-failure';
export { EnvironmentStore } from './environment-store';
export { HomeLayout } from './home-layout';
export { type EnvironmentLinks, PackStore } from './pack-store';
export { removeTree } from './remove-tree';
export { isForeign, replaceLink } from './replace-link';
export { readOrMakeSecretFile, readSecretKey } from './secret-file';
export { StagingArea } from './staging-area';
export { StoreModule } from './store.module';

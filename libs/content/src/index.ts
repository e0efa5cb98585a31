export { ContentModule } from './content.module';
export { ContentStore, type StoredContent } from './content-store';
export { GivenFiles } from './given-files';
export { HomeContent, type KeptEnvironment, type KnownEnvironment } from './home-content';
export { EnvironmentLocks } from './names/environment-locks';
export { SharedVendored } from './names/shared-vendored';
export { type ContentSettings, openContentStore } from './open-content-store';

export { ContentModule } from './content.module';
export { ContentStore, type StoredContent } from './content-store';
export { UploadedFiles } from './uploaded-files';
export { HomeReplica, type EnvironmentArtifact, type StoredEnvironment } from './home-replica';
export { SharedLockfiles } from './names/shared-lockfiles';
export { SharedVendored } from './names/shared-vendored';
export { type ContentSettings, openContentStore } from './open-content-store';

export { ContentModule } from './content.module';
export { ContentStore, type StoredContent } from './content-store';
export { UploadedFiles } from './uploaded-files';
export { LocalContent, type EnvironmentArtifact, type StoredEnvironment } from './local-content';
export { EnvironmentLocks } from './names/environment-locks';
export { SharedVendored } from './names/shared-vendored';
export { type ContentSettings, openContentStore } from './open-content-store';

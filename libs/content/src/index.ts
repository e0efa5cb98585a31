export { ContentModule } from './content.module';
export { ContentStore, type StoredContent } from './content-store';
export { UploadedFiles } from './uploaded-files';
export { HomeContent, type EnvironmentArtifact, type StoredEnvironment } from './home-content';
export { ReplicatedLockfiles } from './names/replicated-lockfiles';
export { ReplicatedVendored } from './names/replicated-vendored';
export { type ContentSettings, openContentStore } from './open-content-store';

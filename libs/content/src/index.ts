export { ContentModule } from './content.module';
export { ContentStore, type StoredContent } from './content-store';
export { UploadedFiles } from './uploaded-files';
export { HomeReplica, type EnvironmentArtifact, type StoredEnvironment } from './home-replica';
export { ReplicatedLockfiles } from './names/replicated-lockfiles';
export { ReplicatedVendored } from './names/replicated-vendored';
export { type ContentSettings, openContentStore } from './open-content-store';

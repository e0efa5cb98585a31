export { ContentModule } from './content.module';
export { ContentStore, type StoredContent } from './content-store';
export { HomeContent, type KeptEnvironment, type KnownEnvironment } from './home-content';
export { type ContentSettings, openContentStore } from './open-content-store';

import { CreatePipeline1795437000000 } from './1795437000000-CreatePipeline';
import { CreatePacks1795437000001 } from './1795437000001-CreatePacks';

/** In the order in which they run. A migration that has been released is never changed. */
export const MIGRATIONS = [CreatePipeline1795437000000, CreatePacks1795437000001];

export { eventually } from './eventually';
export { type FileServer, startFileServer } from './file-server';
export { startGitServer } from './git-server';
export { paxEntry, tar, tarEntry, tarGz, zip, type ZipEntry } from './hostile-archives';
export { listenOnLoopback, type LoopbackServer } from './loopback-server';
export { aPack } from './pack-builder';
export { startRawServer } from './raw-server';
export { temporaryFolder } from './temporary-folder';
export { createTestDatabase, type TestDatabase } from './test-database';

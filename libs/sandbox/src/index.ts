export { childEnvironment, foreignEnvironment } from './child-environment';
export { limitedCommand } from './limited-command';
export { CommandNotFound, type CommandResult, runCommand } from './run-command';
export { ReaderPool } from './readers/reader-pool';
export { ReaderEnded } from './readers/reader-process';
export { serveReader } from './readers/serve-reader';
export { Semaphore } from './readers/semaphore';

export { closeOnSignal } from './close-on-signal';
export { runWorker } from './run-worker';
export { StderrLogger } from './stderr-logger';
export { WorkerModule, WorkerProcessConfig } from './worker.module';

export { Dispatcher } from './dispatcher';
export { PipelineOptions } from './pipeline-options';
export { PipelineModule } from './pipeline.module';
export type { StageHandler, StageOutcome } from './stage-handler';
export { StageProcessor } from './stage.processor';
export { TaskRunner } from './task-runner';
export { withTimeLimit } from './time-limit';

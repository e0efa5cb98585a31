import { type DynamicModule, Module } from '@nestjs/common';
import { Conductor } from './conductor';
import { Dispatcher } from './dispatcher';
import { ExecutionEnding } from './execution-ending';
import { LeaseHolder } from './lease-holder';
import { PipelineOptions } from './pipeline-options';
import { Recovery } from './recovery';
import { StagingSweeper } from './staging-sweeper';
import { Sweeper } from './sweeper';
import { TaskEnding } from './task-ending';
import { TaskRunner } from './task-runner';

const DISPATCH = [Conductor, Dispatcher, ExecutionEnding];
const PROTOCOL = [LeaseHolder, Recovery, StagingSweeper, Sweeper, TaskEnding, TaskRunner];

@Module({})
export class PipelineModule {
  /** For a process that submits work and runs none of it. */
  static forDispatch(): DynamicModule {
    return { module: PipelineModule, global: true, providers: DISPATCH, exports: DISPATCH };
  }

  static forWorker(options: PipelineOptions): DynamicModule {
    return {
      module: PipelineModule,
      global: true,
      providers: [...DISPATCH, ...PROTOCOL, { provide: PipelineOptions, useValue: options }],
      exports: [...DISPATCH, TaskRunner, PipelineOptions],
    };
  }
}

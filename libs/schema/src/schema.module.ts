import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from './data-source';
import { ApiTokenRepository } from './repositories/api-token.repository';
import { EnvironmentRepository } from './repositories/environment.repository';
import { ExecutionPackRepository } from './repositories/execution-pack.repository';
import { ExecutionRepository } from './repositories/execution.repository';
import { PackRepository } from './repositories/pack.repository';
import { SnapshotRepository } from './repositories/snapshot.repository';
import { TaskRepository } from './repositories/task.repository';

const REPOSITORIES = [
  ApiTokenRepository,
  EnvironmentRepository,
  ExecutionPackRepository,
  ExecutionRepository,
  PackRepository,
  SnapshotRepository,
  TaskRepository,
];

@Module({})
export class SchemaModule {
  static forRoot(databaseUrl: string): DynamicModule {
    return {
      module: SchemaModule,
      global: true,
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(databaseUrl), retryAttempts: 5, retryDelay: 1000 })],
      providers: REPOSITORIES,
      exports: REPOSITORIES,
    };
  }
}

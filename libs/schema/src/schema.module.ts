import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from './data-source';
import { AccountGroupRepository } from './repositories/account-group.repository';
import { AccountRepository } from './repositories/account.repository';
import { ActionRepository } from './repositories/action.repository';
import { ApiTokenRepository } from './repositories/api-token.repository';
import { AuditRepository } from './repositories/audit.repository';
import { ComponentRepository } from './repositories/component.repository';
import { DeclarationRepository } from './repositories/declaration.repository';
import { DependantRepository } from './repositories/dependant.repository';
import { EnvironmentRepository } from './repositories/environment.repository';
import { ExecutionPackRepository } from './repositories/execution-pack.repository';
import { ExecutionRepository } from './repositories/execution.repository';
import { GenerationRepository } from './repositories/generation.repository';
import { PackTestRepository } from './repositories/pack-test.repository';
import { PackRepository } from './repositories/pack.repository';
import { RegistryRepository } from './repositories/registry.repository';
import { RetiredVersionRepository } from './repositories/retired-version.repository';
import { RoleRepository } from './repositories/role.repository';
import { SnapshotRepository } from './repositories/snapshot.repository';
import { TaskRepository } from './repositories/task.repository';

const REPOSITORIES = [
  AccountGroupRepository,
  AccountRepository,
  ActionRepository,
  ApiTokenRepository,
  AuditRepository,
  ComponentRepository,
  DeclarationRepository,
  DependantRepository,
  EnvironmentRepository,
  ExecutionPackRepository,
  ExecutionRepository,
  GenerationRepository,
  PackRepository,
  PackTestRepository,
  RegistryRepository,
  RetiredVersionRepository,
  RoleRepository,
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

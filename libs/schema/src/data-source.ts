import { DataSource, type DataSourceOptions } from 'typeorm';
import { ApiTokenEntity } from './entities/api-token.entity';
import { AuditEventEntity } from './entities/audit-event.entity';
import { ComponentEntity } from './entities/component.entity';
import { EnvironmentEntity } from './entities/environment.entity';
import { ExecutionEventEntity } from './entities/execution-event.entity';
import { ExecutionPackEntity } from './entities/execution-pack.entity';
import { ExecutionEntity } from './entities/execution.entity';
import { PackTestEntity } from './entities/pack-test.entity';
import { PackVersionEntity } from './entities/pack-version.entity';
import { PackEntity } from './entities/pack.entity';
import { RegistryEntity } from './entities/registry.entity';
import { TaskEntity } from './entities/task.entity';
import { MIGRATIONS } from './migrations/migration-list';

export function dataSourceOptions(databaseUrl: string): DataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrl,
    entities: [
      ApiTokenEntity,
      AuditEventEntity,
      ComponentEntity,
      EnvironmentEntity,
      ExecutionEntity,
      ExecutionEventEntity,
      ExecutionPackEntity,
      PackEntity,
      PackTestEntity,
      PackVersionEntity,
      RegistryEntity,
      TaskEntity,
    ],
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    applicationName: 'packyard',
    extra: { max: 20 },
  };
}

export function createDataSource(databaseUrl: string): DataSource {
  return new DataSource(dataSourceOptions(databaseUrl));
}

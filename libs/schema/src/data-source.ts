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
import { PreparedStatementsClient } from './prepared-statements-client';
import { TimeLimitedClient } from './time-limited-client';

const POOL_SIZE = 20;
// For a free connection, or for a new one to be opened.
const MAX_POOL_WAIT_MS = 30_000;
// For an answer, also of a statement that waits for a lock: a server that fell silent keeps nobody for ever.
const MAX_QUERY_MS = 120_000;
// The sessions of a process that ended give their locks back, also when they wait for somebody's lock themselves.
const LEAVE_WITH_CLIENT = '-c client_connection_check_interval=2000';
// As of the disks of today. By PostgreSQL's own default small tables are read whole rather than by an index, and a plan that was made
// while a table was small is kept while it grows.
const READ_BY_INDEX = '-c random_page_cost=1.1';

interface DataSourceSettings {
  /** How long a statement may last; 0 for ever. */
  maxQueryMs?: number;
  /** Each transaction gets another session. */
  isPooled?: boolean;
  /** So many stay open, with their plans, when nobody has used them for ten seconds. */
  keptConnections?: number;
}

export function dataSourceOptions(
  databaseUrl: string,
  { maxQueryMs = MAX_QUERY_MS, isPooled = false, keptConnections = 0 }: DataSourceSettings = {},
): DataSourceOptions {
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
    extra: {
      max: POOL_SIZE,
      min: keptConnections,
      connectionTimeoutMillis: MAX_POOL_WAIT_MS,
      query_timeout: maxQueryMs,
      // Statements that a session keeps would be missing in the next one, and poolers refuse options of one's own.
      ...(isPooled
        ? { Client: TimeLimitedClient }
        : { options: `${LEAVE_WITH_CLIENT} ${READ_BY_INDEX}`, Client: PreparedStatementsClient }),
    },
  };
}

export function createDataSource(databaseUrl: string, settings?: DataSourceSettings): DataSource {
  return new DataSource(dataSourceOptions(databaseUrl, settings));
}

import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { createDataSource } from './data-source';
import { AccountGroupRepository } from './repositories/account-group.repository';
import { AccountRepository } from './repositories/account.repository';
import { ActionRepository } from './repositories/action.repository';
import { ApiTokenRepository } from './repositories/api-token.repository';
import { ArchivedVersionRepository } from './repositories/archived-version.repository';
import { AuditRepository } from './repositories/audit.repository';
import { BundleSettingRepository } from './repositories/bundle-setting.repository';
import { BrokenExecutionRepository } from './repositories/broken-execution.repository';
import { ClockSetbackRepository } from './repositories/clock-setback.repository';
import { ComponentRepository } from './repositories/component.repository';
import { ContainmentReportRepository } from './repositories/containment-report.repository';
import { VersionDeclarationRepository } from './repositories/version-declaration.repository';
import { DependantRepository } from './repositories/dependant.repository';
import { EnabledSetRepository } from './repositories/enabled-set.repository';
import { EnvironmentRepository } from './repositories/environment.repository';
import { ExportRepository } from './repositories/export.repository';
import { ExecutionPackRepository } from './repositories/execution-pack.repository';
import { ExecutionRepository } from './repositories/execution.repository';
import { GenerationRepository } from './repositories/generation.repository';
import { GraphRepository } from './repositories/graph.repository';
import { PackLockRepository } from './repositories/pack-lock.repository';
import { EnvironmentUseRepository } from './repositories/maintenance/environment-use.repository';
import { ExpiredRowsRepository } from './repositories/maintenance/expired-rows.repository';
import { EvictableContentRepository } from './repositories/maintenance/evictable-content.repository';
import { RetentionReasonRepository } from './repositories/maintenance/retention-reason.repository';
import { KeptContentRepository } from './repositories/maintenance/kept-content.repository';
import { NamedContentRepository } from './repositories/named-content.repository';
import { NameSuggestionRepository } from './repositories/name-suggestion.repository';
import { NodeRepository } from './repositories/node.repository';
import { PackTestRepository } from './repositories/pack-test.repository';
import { PackRepository } from './repositories/pack.repository';
import { RecoveryRepository } from './repositories/recovery.repository';
import { PackMoveRepository } from './repositories/pack-move.repository';
import { PackProgressRepository } from './repositories/pack-progress.repository';
import { RegistryRepository } from './repositories/registry.repository';
import { RoleRepository } from './repositories/role.repository';
import { RolloutRepository } from './repositories/rollout.repository';
import { SealedColumnRepository } from './repositories/sealed-column.repository';
import { PersonRepository } from './repositories/person.repository';
import { SessionRepository } from './repositories/session.repository';
import { SnapshotRepository } from './repositories/snapshot.repository';
import { TaskOutputRepository } from './repositories/task-output.repository';
import { TaskRepository } from './repositories/task.repository';
import { TrustRepository } from './repositories/trust.repository';
import { VersionEnvironmentRepository } from './repositories/version-environment.repository';
import { VersionRepository } from './repositories/version.repository';
import { InstalledPageRepository } from './repositories/installed-page.repository';
import { PackCountRepository } from './repositories/pack-count.repository';
import { TaskLabelRepository } from './repositories/task-label.repository';
import { QueuePositionRepository } from './repositories/queue-position.repository';
import { WantedStateRepository } from './repositories/wanted-state.repository';
import { WebhookDeliveryRepository } from './repositories/webhook-delivery.repository';
import { WebhookRepository } from './repositories/webhook.repository';
import { WorkerProcessRepository } from './repositories/worker-process.repository';
import { SessionLocks } from './session-locks';
import { Transactions } from './unit-of-work/transactions';

const PROVIDERS = [
  AccountGroupRepository,
  AccountRepository,
  ActionRepository,
  ApiTokenRepository,
  ArchivedVersionRepository,
  AuditRepository,
  BundleSettingRepository,
  BrokenExecutionRepository,
  ClockSetbackRepository,
  ComponentRepository,
  ContainmentReportRepository,
  VersionDeclarationRepository,
  DependantRepository,
  EnabledSetRepository,
  EnvironmentRepository,
  ExportRepository,
  EnvironmentUseRepository,
  ExecutionPackRepository,
  ExecutionRepository,
  ExpiredRowsRepository,
  EvictableContentRepository,
  GenerationRepository,
  GraphRepository,
  PackLockRepository,
  RetentionReasonRepository,
  KeptContentRepository,
  NamedContentRepository,
  NameSuggestionRepository,
  NodeRepository,
  PackRepository,
  PackTestRepository,
  PackMoveRepository,
  PackProgressRepository,
  RecoveryRepository,
  RegistryRepository,
  RoleRepository,
  RolloutRepository,
  SealedColumnRepository,
  PersonRepository,
  SessionRepository,
  SnapshotRepository,
  TaskOutputRepository,
  TaskRepository,
  Transactions,
  TrustRepository,
  VersionEnvironmentRepository,
  VersionRepository,
  InstalledPageRepository,
  PackCountRepository,
  TaskLabelRepository,
  QueuePositionRepository,
  WantedStateRepository,
  WebhookDeliveryRepository,
  WebhookRepository,
  WorkerProcessRepository,
];

// As many as one request uses at once: the first after a pause takes a third less. Of many processes each would hold as many.
const KEPT_CONNECTIONS = 6;

interface SchemaOptions {
  /** Absent where nobody pools between. */
  directUrl?: string | undefined;
  /** Of those that use the database. */
  isOnlyProcess?: boolean;
}

@Module({})
export class SchemaModule implements OnApplicationShutdown {
  constructor(private readonly dataSource: DataSource) {}

  static forRoot(databaseUrl: string, { directUrl, isOnlyProcess = false }: SchemaOptions = {}): DynamicModule {
    const keptConnections = isOnlyProcess ? KEPT_CONNECTIONS : 0;
    return {
      module: SchemaModule,
      global: true,
      providers: [
        ...PROVIDERS,
        {
          provide: DataSource,
          useFactory: () =>
            createDataSource(databaseUrl, { isPooled: directUrl !== undefined, keptConnections }).initialize(),
        },
        {
          provide: SessionLocks,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new SessionLocks(dataSource, directUrl),
        },
      ],
      exports: [...PROVIDERS, DataSource, SessionLocks],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
  }
}

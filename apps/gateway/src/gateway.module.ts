import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { NetworkModule } from '@packyard/network';
import { RegistryModule } from '@packyard/registry';
import { VaultModule } from '@packyard/store';
import { DisableIncompatibleVersions, LinkRepairAtStart } from '@packyard/versions';
import { AccessGuard } from './access/access.guard';
import { Authenticator } from './access/authenticator';
import { KnownCallers } from './access/known-callers';
import { AuditAggregator } from './access/audit-aggregator';
import { AdminToken } from './access/admin-token';
import { IntegrationTokensController } from './access/tokens/integration-tokens.controller';
import { LoginAttempts } from './access/logins/login-attempts';
import { LoginController } from './access/logins/login.controller';
import { SessionsService } from './access/logins/sessions.service';
import { signOnProvider } from './access/sign-on/sign-on.provider';
import { signOnSettings } from './access/sign-on/sign-on-settings';
import { SignOnController } from './access/sign-on/sign-on.controller';
import { LOGIN_SETTINGS, loginSettings } from './access/logins/login-settings';
import { RotationService } from './access/secrets/rotation.service';
import { SecretsController } from './access/secrets/secrets.controller';
import { TokensController } from './access/tokens/tokens.controller';
import { TokensService } from './access/tokens/tokens.service';
import { GroupsController } from './access/accounts/groups.controller';
import { GroupsService } from './access/accounts/groups.service';
import { RolesController } from './access/accounts/roles.controller';
import { RolesService } from './access/accounts/roles.service';
import { UsersController } from './access/accounts/users.controller';
import { UsersService } from './access/accounts/users.service';
import { ActionViews } from './pack-api/actions/action-views';
import { ActionsController } from './pack-api/actions/actions.controller';
import { AuditController } from './access/audit.controller';
import { BundlesController } from './pack-api/bundles/bundles.controller';
import { ConfigReader } from './pack-api/bundles/config-reader';
import { BundleSettingsController } from './pack-api/bundles/bundle-settings.controller';
import { BundleSettingsService } from './pack-api/bundles/bundle-settings.service';
import { FOR_RUNNERS, SettingValuesService } from './pack-api/bundles/setting-values.service';
import { Authorizer } from './pack-api/commands/authorizer';
import { CommandsController } from './pack-api/commands/commands.controller';
import { EventFeed } from './pack-api/events/event-feed';
import { OpenWaitLimiter } from './pack-api/events/open-wait-limiter';
import { EventsController } from './pack-api/events/events.controller';
import { CancelService } from './pack-api/executions/cancel.service';
import { ExecutionWaiter } from './pack-api/executions/execution-waiter';
import { ExecutionViews } from './pack-api/executions/execution-views';
import { ExecutionsController } from './pack-api/executions/executions.controller';
import { ExecutionHistory } from './pack-api/executions/execution-history';
import { ExecutionHistoryController } from './pack-api/executions/execution-history.controller';
import { SubmitService } from './pack-api/executions/submit.service';
import { GatewayConfig } from './gateway.config';
import { ExportFileService } from './pack-api/exports/export-file.service';
import { ExportsController } from './pack-api/exports/exports.controller';
import { ImportLimits, ImportService } from './pack-api/exports/import.service';
import { GenerationsController } from './pack-api/generations/generations.controller';
import { GraphController } from './pack-api/graph/graph.controller';
import { graphProviders } from './pack-api/graph/graph.providers';
import { LockInstallService } from './pack-api/locks/lock-install.service';
import { PackLockViews } from './pack-api/locks/pack-lock-views';
import { LocksController } from './pack-api/locks/locks.controller';
import { SyncController } from './pack-api/sync/sync.controller';
import { SyncService } from './pack-api/sync/sync.service';
import { PlansController } from './pack-api/plans/plans.controller';
import { PlansService } from './pack-api/plans/plans.service';
import { GortController } from './gort-api/gort.controller';
import { gortProviders } from './gort-api/gort.providers';
import { SuggestingInterceptor } from './http/errors/suggesting.interceptor';
import { Drain } from './http/shutdown-drain';
import { HealthController } from './http/health.controller';
import { KnownQueryGuard } from './http/query-parameter-check';
import { MetricsController } from './http/metrics/metrics.controller';
import { NodeStateMetrics } from './http/metrics/node-state-metrics';
import { ServiceMetrics } from './http/metrics/service-metrics';
import { WINDOW_MS } from './http/rate-limit/limit-rate';
import { SharedCounts } from './http/rate-limit/shared-counts';
import { Notifications } from './notifications';
import { MaintenanceController } from './pack-api/maintenance/maintenance.controller';
import { NodesController } from './pack-api/nodes/nodes.controller';
import { NodesService } from './pack-api/nodes/nodes.service';
import { RolloutController } from './pack-api/nodes/rollout/rollout.controller';
import { rolloutProviders } from './pack-api/nodes/rollout/rollout.providers';
import { NodeAnswers } from './pack-api/nodes/node-answers';
import { InstallOneService } from './pack-api/pack-actions/install-one.service';
import { InstallsController } from './pack-api/pack-actions/installs.controller';
import { PackActionsController } from './pack-api/pack-actions/pack-actions.controller';
import { RunActionService } from './pack-api/pack-actions/run-action.service';
import { UploadService } from './pack-api/pack-actions/upload.service';
import { PackTestsController } from './pack-api/pack-tests/pack-tests.controller';
import { PackViews } from './pack-api/packs/pack-views';
import { PacksController } from './pack-api/packs/packs.controller';
import { IndexedPacksController } from './pack-api/registries/indexed-packs.controller';
import { RegistriesController } from './pack-api/registries/registries.controller';
import { registryProviders } from './pack-api/registries/registries.providers';
import { TrustPoliciesController } from './pack-api/trust/trust-policies.controller';
import { TrustPoliciesService } from './pack-api/trust/trust-policies.service';
import { TrustedKeysController } from './pack-api/trust/trusted-keys.controller';
import { TrustedKeysService } from './pack-api/trust/trusted-keys.service';
import { VersionViews } from './pack-api/versions/version-views';
import { VersionsController } from './pack-api/versions/versions.controller';
import { DeliveriesController } from './webhooks/deliveries.controller';
import { WebhooksController } from './webhooks/webhooks.controller';
import { webhookProviders } from './webhooks/webhooks.providers';

@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [VaultModule.forRoot(config), RegistryModule.forRoot(config), NetworkModule.forRoot(config)],
      controllers: [
        ExecutionHistoryController,
        ExecutionsController,
        ActionsController,
        EventsController,
        PackActionsController,
        InstallsController,
        ExportsController,
        PackTestsController,
        PacksController,
        VersionsController,
        GenerationsController,
        NodesController,
        RolloutController,
        GraphController,
        LocksController,
        SyncController,
        PlansController,
        BundlesController,
        BundleSettingsController,
        AuditController,
        UsersController,
        GroupsController,
        RolesController,
        CommandsController,
        IndexedPacksController,
        RegistriesController,
        TrustedKeysController,
        TrustPoliciesController,
        TokensController,
        IntegrationTokensController,
        LoginController,
        SignOnController,
        MaintenanceController,
        SecretsController,
        WebhooksController,
        DeliveriesController,
        HealthController,
        MetricsController,
        GortController,
      ],
      providers: [
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_GUARD, useClass: KnownQueryGuard },
        { provide: APP_INTERCEPTOR, useClass: SuggestingInterceptor },
        ServiceMetrics,
        NodeStateMetrics,
        { provide: AdminToken, useValue: new AdminToken(config.PACKYARD_ADMIN_TOKEN) },
        { provide: LoginAttempts, useValue: new LoginAttempts() },
        Notifications,
        {
          provide: SharedCounts,
          inject: [Notifications],
          useFactory: (notifications: Notifications) => new SharedCounts(notifications, WINDOW_MS),
        },
        Drain,
        EventFeed,
        ConfigReader,
        OpenWaitLimiter,
        Authenticator,
        KnownCallers,
        AuditAggregator,
        signOnProvider(config),
        { provide: LOGIN_SETTINGS, useValue: loginSettings(signOnSettings(config)) },
        RotationService,
        TrustedKeysService,
        TrustPoliciesService,
        TokensService,
        SessionsService,
        ActionViews,
        ExecutionHistory,
        ExecutionViews,
        SubmitService,
        CancelService,
        ExecutionWaiter,
        RunActionService,
        InstallOneService,
        UploadService,
        ExportFileService,
        { provide: ImportLimits, useValue: new ImportLimits(config.PACKYARD_MAX_IMPORT_BYTES) },
        ImportService,
        PackLockViews,
        LockInstallService,
        SyncService,
        PlansService,
        PackViews,
        VersionViews,
        NodesService,
        NodeAnswers,
        UsersService,
        GroupsService,
        RolesService,
        BundleSettingsService,
        { provide: FOR_RUNNERS, useValue: config.PACKYARD_SETTINGS_FOR_RUNNERS },
        SettingValuesService,
        Authorizer,
        DisableIncompatibleVersions,
        LinkRepairAtStart,
        ...rolloutProviders,
        ...graphProviders(config),
        ...webhookProviders(config),
        ...registryProviders(config),
        ...gortProviders(config),
      ],
    };
  }
}

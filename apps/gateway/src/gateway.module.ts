import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SecretVault } from '@packyard/schema';
import { HomeLayout, readSecretKey } from '@packyard/store';
import { CompatibilityCheck, LinkCheck } from '@packyard/versions';
import { AccessGuard } from './access/access.guard';
import { Access } from './access/access';
import { AdminToken } from './access/admin-token';
import { IntegrationTokensController } from './access/integration-tokens.controller';
import { LoginAttempts } from './access/login-attempts';
import { LoginController } from './access/login.controller';
import { SessionsService } from './access/sessions.service';
import { TokensController } from './access/tokens.controller';
import { TokensService } from './access/tokens.service';
import { GroupsController } from './accounts/groups.controller';
import { GroupsService } from './accounts/groups.service';
import { RolesController } from './accounts/roles.controller';
import { RolesService } from './accounts/roles.service';
import { UsersController } from './accounts/users.controller';
import { UsersService } from './accounts/users.service';
import { ActionReader } from './actions/action-reader';
import { ActionsController } from './actions/actions.controller';
import { AuditController } from './audit/audit.controller';
import { BundlesController } from './bundles/bundles.controller';
import { Authorizer } from './commands/authorizer';
import { CommandsController } from './commands/commands.controller';
import { EventFeed } from './events/event-feed';
import { EventsController } from './events/events.controller';
import { CancelService } from './executions/cancel.service';
import { ExecutionEnd } from './executions/execution-end';
import { ExecutionReader } from './executions/execution-reader';
import { ExecutionsController } from './executions/executions.controller';
import { SubmissionsController } from './executions/submissions.controller';
import { SubmitService } from './executions/submit.service';
import { GatewayConfig } from './gateway.config';
import { GenerationsController } from './generations/generations.controller';
import { GortController } from './gort-api/gort.controller';
import { gortProviders } from './gort-api/gort.providers';
import { HealthController } from './health/health.controller';
import { InstallOneService } from './pack-actions/install-one.service';
import { InstallsController } from './pack-actions/installs.controller';
import { PackActionsController } from './pack-actions/pack-actions.controller';
import { RunActionService } from './pack-actions/run-action.service';
import { UploadService } from './pack-actions/upload.service';
import { PackTestsController } from './pack-tests/pack-tests.controller';
import { PackReader } from './packs/pack-reader';
import { PacksController } from './packs/packs.controller';
import { IndexedPacksController } from './registries/indexed-packs.controller';
import { RegistriesController } from './registries/registries.controller';
import { registryProviders } from './registries/registries.providers';
import { VersionReader } from './versions/version-reader';
import { VersionsController } from './versions/versions.controller';

@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [
        SubmissionsController,
        ExecutionsController,
        ActionsController,
        EventsController,
        PackActionsController,
        InstallsController,
        PackTestsController,
        PacksController,
        VersionsController,
        GenerationsController,
        BundlesController,
        AuditController,
        UsersController,
        GroupsController,
        RolesController,
        CommandsController,
        IndexedPacksController,
        RegistriesController,
        TokensController,
        IntegrationTokensController,
        LoginController,
        HealthController,
        GortController,
      ],
      providers: [
        {
          provide: SecretVault,
          inject: [HomeLayout],
          useFactory: (layout: HomeLayout) =>
            new SecretVault(readSecretKey(layout.secretKeyFile, config.PACKYARD_SECRET_KEY)),
        },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: AdminToken, useValue: new AdminToken(config.PACKYARD_ADMIN_TOKEN) },
        { provide: LoginAttempts, useValue: new LoginAttempts() },
        { provide: EventFeed, useValue: new EventFeed(config.DATABASE_URL) },
        Access,
        TokensService,
        SessionsService,
        ActionReader,
        ExecutionReader,
        SubmitService,
        CancelService,
        ExecutionEnd,
        RunActionService,
        InstallOneService,
        UploadService,
        PackReader,
        VersionReader,
        UsersService,
        GroupsService,
        RolesService,
        Authorizer,
        CompatibilityCheck,
        LinkCheck,
        ...registryProviders(config),
        ...gortProviders(config),
      ],
    };
  }
}

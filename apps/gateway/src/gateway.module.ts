import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SecretVault } from '@packyard/schema';
import { HomeLayout, readSecretKey } from '@packyard/store';
import { AccessGuard } from './access/access.guard';
import { Access } from './access/access';
import { AdminToken } from './access/admin-token';
import { EventFeed } from './events/event-feed';
import { EventsController } from './events/events.controller';
import { ExecutionReader } from './executions/execution-reader';
import { ExecutionsController } from './executions/executions.controller';
import { SubmitService } from './executions/submit.service';
import { GatewayConfig } from './gateway.config';
import { HealthController } from './health/health.controller';
import { PacksController } from './packs/packs.controller';

@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [ExecutionsController, EventsController, PacksController, HealthController],
      providers: [
        {
          provide: SecretVault,
          inject: [HomeLayout],
          useFactory: (layout: HomeLayout) =>
            new SecretVault(readSecretKey(layout.secretKeyFile, config.PACKYARD_SECRET_KEY)),
        },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: AdminToken, useValue: new AdminToken(config.PACKYARD_ADMIN_TOKEN) },
        { provide: EventFeed, useValue: new EventFeed(config.DATABASE_URL) },
        Access,
        ExecutionReader,
        SubmitService,
      ],
    };
  }
}

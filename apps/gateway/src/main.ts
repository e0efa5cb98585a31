import '@packyard/small-heap';
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { directUrlOf, loadConfig } from '@packyard/config';
import { MaintenanceModule, PipelineModule, QueueModule, runProcess, traceProcess } from '@packyard/pipeline';
import { SchemaModule } from '@packyard/schema';
import { StoreModule } from '@packyard/store';
import { VersionsModule } from '@packyard/versions';
import { GatewayConfig } from './gateway.config';
import { GatewayModule } from './gateway.module';
import { serveGateway } from './serve-gateway';

const config = loadConfig(GatewayConfig);

@Module({
  imports: [
    SchemaModule.forRoot(config.DATABASE_URL, { directUrl: config.PACKYARD_DATABASE_DIRECT_URL }),
    QueueModule.forRoot({ databaseUrl: directUrlOf(config), redisUrl: config.REDIS_URL }),
    StoreModule.forRoot(config.PACKYARD_HOME),
    VersionsModule.forRoot(config),
    MaintenanceModule.forRoot(config),
    PipelineModule.forSubmitting(),
    GatewayModule.forRoot(config),
  ],
})
class GatewayRoot {}

runProcess(async (life) => {
  await traceProcess(life, config, 'packyard-gateway');
  await serveGateway({ root: GatewayRoot, life, close: (app) => app.close() }, config);
});

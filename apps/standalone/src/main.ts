import '@packyard/small-heap';
import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { directUrlOf, loadConfig } from '@packyard/config';
import { UnavailableError } from '@packyard/contracts';
import { ParsedPackCache } from '@packyard/pack';
import { closeWorkers, migrateQueues, runProcess, traceProcess, WorkerModule } from '@packyard/pipeline';
import { migrate } from '@packyard/schema';
import { openHome } from '@packyard/store';
import { DownloaderModule } from '../../downloader/src/downloader.module';
import { EnvBuilderModule } from '../../env-builder/src/env-builder.module';
import { GatewayModule } from '../../gateway/src/gateway.module';
import { serveGateway } from '../../gateway/src/serve-gateway';
import { RegistrarModule } from '../../registrar/src/registrar.module';
import { ResolverModule } from '../../resolver/src/resolver.module';
import { EmbeddedCluster } from './embedded-postgres/embedded-cluster';
import { StandaloneConfig } from './standalone.config';

const config = loadConfig(StandaloneConfig);

runProcess(async (life) => {
  await traceProcess(life, config, 'packyard');
  openHome(config.PACKYARD_HOME, config.PACKYARD_SHARED_HOME);
  const cluster = config.DATABASE_URL === undefined ? new EmbeddedCluster({ home: config.PACKYARD_HOME }) : undefined;
  if (cluster !== undefined) life.atTheEnd(() => cluster.stop());
  const settings = { ...config, DATABASE_URL: config.DATABASE_URL ?? (await cluster?.start()) ?? '' };
  await migrateUnlessNewer(directUrlOf(settings), settings.REDIS_URL);
  void cluster?.keepAlive().then((error) => life.lost(error));
  const root = standaloneModule(settings, cluster !== undefined);
  await serveGateway({ root, life, close: closeWorkers }, settings);
});

/** What a newer version has migrated, or what can't be reached, is waited for like in every other process. */
async function migrateUnlessNewer(databaseUrl: string, redisUrl: string | undefined): Promise<void> {
  try {
    await migrate(databaseUrl);
  } catch (error) {
    if (error instanceof UnavailableError) return;
    throw error;
  }
  await migrateQueues({ databaseUrl, redisUrl });
}

/** Downloading and registering in one process. */
@Global()
@Module({ providers: [ParsedPackCache], exports: [ParsedPackCache] })
class ParsedPackCacheModule {}

/** With a database of its own, this process is the only one that works on it. */
function standaloneModule(settings: StandaloneConfig & { DATABASE_URL: string }, isOnlyWorker: boolean) {
  @Module({
    imports: [
      WorkerModule.forRoot(settings, isOnlyWorker),
      GatewayModule.forRoot(settings),
      DownloaderModule.forRoot(settings),
      ResolverModule.forRoot(settings),
      EnvBuilderModule.forRoot(settings),
      RegistrarModule.forRoot(settings),
      ParsedPackCacheModule,
    ],
  })
  class StandaloneProcess {}
  return StandaloneProcess;
}

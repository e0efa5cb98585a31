import { resolve } from 'node:path';
import { DatabaseConfig, directUrlOf, HomeConfig, loadConfig, LogConfig, QueueConfig } from '@packyard/config';
import { EXIT_CODES, migrateQueues, runProcess } from '@packyard/pipeline';
import { restoreBackup } from './backup/restore-backup';
import { EmbeddedCluster } from './embedded-postgres/embedded-cluster';

const config = loadConfig(
  HomeConfig.extend(DatabaseConfig.partial({ DATABASE_URL: true }).shape)
    .extend(QueueConfig.shape)
    .extend(LogConfig.shape),
);

runProcess(async (life) => {
  const [, , name] = process.argv;
  if (name === undefined) return life.end(EXIT_CODES.notStarted, 'Name the file to read: npm run restore -- FILE');
  const home = config.PACKYARD_HOME;
  const databaseUrl = directUrlOf(config);
  let cluster: EmbeddedCluster | undefined;
  const openDatabase = () => {
    if (databaseUrl !== undefined) return Promise.resolve(databaseUrl);
    cluster = new EmbeddedCluster({ home });
    return cluster.start();
  };
  const closeDatabase = async () => cluster?.stop();
  life.atTheEnd(closeDatabase);
  const isShared = config.PACKYARD_SHARED_HOME;
  const order = { home, isShared, file: resolve(name), openDatabase, closeDatabase };
  const { made, database } = await restoreBackup(order);
  if (databaseUrl !== undefined) await migrateQueues({ databaseUrl, redisUrl: config.REDIS_URL });
  return life.end(
    EXIT_CODES.ended,
    `Restored as it was at ${made}: ${database.contents.packs.length} versions of packs. Start Packyard; tokens that were revoked since then are valid again.`,
  );
});

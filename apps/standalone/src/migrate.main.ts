import { DatabaseConfig, loadConfig, QueueConfig } from '@packyard/config';
import { migrateQueues } from '@packyard/pipeline';
import { migrate } from '@packyard/schema';

const config = loadConfig(DatabaseConfig.extend(QueueConfig.shape));

void (async () => {
  await migrate(config.DATABASE_URL);
  await migrateQueues({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL });
  process.stderr.write('The database is up to date.\n');
})();

import { DatabaseConfig, directUrlOf, loadConfig, LogConfig, QueueConfig } from '@packyard/config';
import { EXIT_CODES, migrateQueues, runProcess } from '@packyard/pipeline';
import { migrate } from '@packyard/schema';

const config = loadConfig(DatabaseConfig.extend(QueueConfig.shape).extend(LogConfig.shape));

runProcess(async (life) => {
  const databaseUrl = directUrlOf(config);
  await migrate(databaseUrl);
  await migrateQueues({ databaseUrl, redisUrl: config.REDIS_URL });
  await life.end(EXIT_CODES.ended, 'The database is up to date.');
});

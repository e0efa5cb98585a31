import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseConfig, directUrlOf, HomeConfig, loadConfig, LogConfig } from '@packyard/config';
import { EXIT_CODES, runProcess } from '@packyard/pipeline';
import { installationFolder } from '@packyard/store';
import { writeBackup } from './backup/write-backup';
import { EmbeddedCluster } from './embedded-postgres/embedded-cluster';

const config = loadConfig(
  HomeConfig.extend(DatabaseConfig.partial({ DATABASE_URL: true }).shape).extend(LogConfig.shape),
);
const { version } = JSON.parse(readFileSync(join(installationFolder(), 'package.json'), 'utf8')) as {
  version: string;
};

runProcess(async (life) => {
  const [, , name] = process.argv;
  if (name === undefined) return life.end(EXIT_CODES.notStarted, 'Name the file to write: npm run backup -- FILE');
  const home = config.PACKYARD_HOME;
  const file = resolve(name);
  const cluster = config.DATABASE_URL === undefined ? new EmbeddedCluster({ home }) : undefined;
  if (cluster !== undefined) life.atTheEnd(() => cluster.stop());
  const databaseUrl = directUrlOf(config) ?? cluster?.urlWhileRunning() ?? (await cluster?.start()) ?? '';
  const { database } = await writeBackup({ home, databaseUrl, file, version });
  const { packs, environments } = database.contents;
  return life.end(
    EXIT_CODES.ended,
    `Written to ${file}: ${packs.length} versions of packs, ${environments.length} environments, ${database.tables.length} tables. It holds the key of the vault: keep it as you would keep that.`,
  );
});

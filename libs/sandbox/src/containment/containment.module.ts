import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { type HomeConfig, oncePerConfig, type SandboxConfig } from '@packyard/config';
import { Containment } from './containment';
import { type ContainmentSettings, detectContainment } from './detect-containment';

/** What contains foreign code in this process: found out once, when it starts. */
@Module({})
export class ContainmentModule {
  static readonly forRoot = oncePerConfig(
    (config: SandboxConfig & Pick<HomeConfig, 'PACKYARD_HOME'>): DynamicModule => ({
      module: ContainmentModule,
      providers: [{ provide: Containment, useFactory: () => detectAndSay(settingsOf(config)) }],
      exports: [Containment],
    }),
  );
}

function settingsOf(config: SandboxConfig & Pick<HomeConfig, 'PACKYARD_HOME'>): ContainmentSettings {
  return {
    wanted: config.PACKYARD_SANDBOX,
    home: config.PACKYARD_HOME,
    limits: {
      memoryBytes: config.PACKYARD_SANDBOX_MEMORY_BYTES,
      processes: config.PACKYARD_SANDBOX_PROCESSES,
      openFiles: config.PACKYARD_SANDBOX_OPEN_FILES,
      diskBytes: config.PACKYARD_SANDBOX_DISK_BYTES,
      files: config.PACKYARD_SANDBOX_FILES,
      outputBytes: config.PACKYARD_SANDBOX_OUTPUT_BYTES,
    },
  };
}

async function detectAndSay(settings: ContainmentSettings): Promise<Containment> {
  const containment = await detectContainment(settings);
  const logger = new Logger('Containment');
  logger.log(containment.report.description);
  for (const warning of containment.report.warnings) logger.warn(warning);
  return containment;
}

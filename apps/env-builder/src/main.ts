import '@packyard/small-heap';
import { loadConfig } from '@packyard/config';
import { runWorker } from '@packyard/pipeline';
import { EnvBuilderConfig } from './env-builder.config';
import { EnvBuilderModule } from './env-builder.module';

const config = loadConfig(EnvBuilderConfig);
runWorker('env-builder', EnvBuilderModule.forRoot(config), config);

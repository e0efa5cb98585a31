import '@packyard/small-heap';
import { loadConfig } from '@packyard/config';
import { runWorker } from '@packyard/pipeline';
import { RegistrarConfig } from './registrar.config';
import { RegistrarModule } from './registrar.module';

const config = loadConfig(RegistrarConfig);
runWorker('registrar', RegistrarModule.forRoot(config), config);

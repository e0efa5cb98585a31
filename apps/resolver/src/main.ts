import '@packyard/small-heap';
import { loadConfig } from '@packyard/config';
import { runWorker } from '@packyard/pipeline';
import { ResolverConfig } from './resolver.config';
import { ResolverModule } from './resolver.module';

const config = loadConfig(ResolverConfig);
runWorker('resolver', ResolverModule.forRoot(config), config);

import '@packyard/small-heap';
import { loadConfig } from '@packyard/config';
import { runWorker } from '@packyard/pipeline';
import { DownloaderConfig } from './downloader.config';
import { DownloaderModule } from './downloader.module';

const config = loadConfig(DownloaderConfig);
runWorker('downloader', DownloaderModule.forRoot(config), config);

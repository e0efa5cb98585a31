import { serveReader } from '@packyard/sandbox';
import { extractNodejs } from './extract-nodejs';

serveReader({ extract: extractNodejs });

import { serveReader } from '@packyard/sandbox';
import { extractNode } from './extract-node';

serveReader({ extract: extractNode });

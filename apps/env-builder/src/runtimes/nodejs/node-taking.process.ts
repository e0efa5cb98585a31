import { serveReader } from '@packyard/sandbox';
import { takeNode } from './take-node';

serveReader({ take: takeNode });

import { serveReader } from '@packyard/sandbox';
import { unpackExport } from './unpack-export';

serveReader({ unpack: unpackExport });

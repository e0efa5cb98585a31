import { serveReader } from '@packyard/sandbox';
import { inspectPack } from './inspect-pack';
import { unpackArchive } from './unpack-archive';

serveReader({ unpack: unpackArchive, inspect: inspectPack });

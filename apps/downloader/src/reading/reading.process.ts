import { useSynchronousDisk } from '@packyard/pack';
import { serveReader } from '@packyard/sandbox';
import { fillDelta } from '../delta/fill-delta';
import { planDelta } from '../delta/plan-delta';
import { inspectPack } from './inspect-pack';
import { unpackArchive } from './unpack-archive';

useSynchronousDisk();
serveReader({ unpack: unpackArchive, inspect: inspectPack, planDelta, fillDelta });

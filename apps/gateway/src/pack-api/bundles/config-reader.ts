import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import type { parseBundleYaml } from '@packyard/pack';
import { ReaderEnded, ReaderPool } from '@packyard/sandbox';

const SCRIPT = join(__dirname, `config-reading.process${__filename.slice(-3)}`);
const MAX_HEAP_MEGABYTES = 128;
const MAX_MEMORY_MEGABYTES = 384;
const MAX_MS = 20_000;

/** Reads configs in a process of its own: a request's megabyte of YAML takes a second, in which nobody else would be answered. */
@Injectable()
export class ConfigReader {
  private readonly pool = new ReaderPool({
    script: SCRIPT,
    maxHeapMegabytes: MAX_HEAP_MEGABYTES,
    maxMemoryMegabytes: MAX_MEMORY_MEGABYTES,
    size: 1,
  });

  /** @throws RejectedError MANIFEST_INVALID or LIMIT_EXCEEDED, or CANCELLED by the signal */
  async read(text: string, signal: AbortSignal): Promise<ReturnType<typeof parseBundleYaml>> {
    try {
      return await this.pool.run({ method: 'parse', input: { text }, signal, maxMs: MAX_MS });
    } catch (error) {
      if (signal.aborted) throw gone();
      if (!(error instanceof ReaderEnded)) throw error;
      const took = { memory: `took more than ${MAX_MEMORY_MEGABYTES} MB of memory`, time: 'took too long' };
      const what = error.reason === 'crash' ? 'ended the process that read it' : took[error.reason];
      throw new RejectedError('LIMIT_EXCEEDED', `The bundle config, of ${text.length} characters, ${what}.`, {
        hint: 'Leave out of it what is no part of the bundle.',
        cause: error,
      });
    }
  }
}

/** Nobody reads it. */
function gone(): RejectedError {
  return new RejectedError('CANCELLED', 'The client has gone before its bundle was read.', {
    hint: 'Install it again.',
  });
}

import { join } from 'node:path';
import { type ExportManifest, RejectedError } from '@packyard/contracts';
import { ReaderEnded, ReaderPool } from '@packyard/sandbox';
import type { ExportUnpacking } from './unpack-export';

const SCRIPT = join(__dirname, `unpacking.process${__filename.slice(-3)}`);
const MAX_HEAP_MEGABYTES = 192;
const MAX_MEMORY_MEGABYTES = 512;
const BASE_MS = 120_000;
/** The slowest disk that is waited for. */
const BYTES_EACH_MS = 1024;

/** Checks exports as a whole, and unpacks them, in a process that can be killed and is when it takes too much. */
export class ExportReader {
  private readonly pool = new ReaderPool({
    script: SCRIPT,
    maxHeapMegabytes: MAX_HEAP_MEGABYTES,
    maxMemoryMegabytes: MAX_MEMORY_MEGABYTES,
    size: 2,
  });

  /**
   * `packedBytes` is the length of the file.
   * @throws RejectedError ARCHIVE_INVALID, CHECKSUM_MISMATCH or LIMIT_EXCEEDED: then what was unpacked is worth nothing
   */
  async unpack(unpacking: ExportUnpacking, packedBytes: number, signal: AbortSignal): Promise<ExportManifest> {
    const maxMs = BASE_MS + Math.round(packedBytes / BYTES_EACH_MS);
    try {
      return await this.pool.run<ExportManifest>({ method: 'unpack', input: unpacking, signal, maxMs });
    } catch (error) {
      if (!(error instanceof ReaderEnded)) throw error;
      const why = { memory: 'took too much memory', time: 'took too long', crash: 'ended the process that read it' };
      throw new RejectedError('LIMIT_EXCEEDED', `Reading the export ${why[error.reason]}.`, {
        hint: 'Export fewer packs into one file.',
        cause: error,
      });
    }
  }
}

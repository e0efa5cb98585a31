import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { type PackyardError, RejectedError } from '@packyard/contracts';

/** Often enough that it can be told twice a second. */
const INTERVAL_MS = 400;

/** Looks at a folder while somebody else fills it, and says when there is too much in it. */
export class FolderSizeWatch {
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly folder: string,
    private readonly limits: Pick<LimitsConfig, 'PACKYARD_MAX_DOWNLOAD_BYTES' | 'PACKYARD_MAX_ENTRIES'>,
    private readonly told: { onTooMuch: (problem: PackyardError) => void; onBytes: (bytes: number) => void },
  ) {
    this.lookLater();
  }

  stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private lookLater(): void {
    this.timer = setTimeout(() => void this.look().then(() => this.isOver || this.lookLater()), INTERVAL_MS);
  }

  private async look(): Promise<void> {
    const { PACKYARD_MAX_DOWNLOAD_BYTES: maxBytes, PACKYARD_MAX_ENTRIES: maxFiles } = this.limits;
    let [bytes, files] = [0, 0];
    for (const folders = [this.folder]; folders.length > 0 && !this.isOver;) {
      const folder = folders.pop() ?? '';
      // Files come and go while git works.
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        const path = join(folder, entry.name);
        files += 1;
        if (entry.isDirectory()) folders.push(path);
        else bytes += (await lstat(path).catch(() => ({ size: 0 }))).size;
      }
      if (bytes > maxBytes) this.report(`${maxBytes} bytes`, 'PACKYARD_MAX_DOWNLOAD_BYTES');
      else if (files > maxFiles) this.report(`${maxFiles} files`, 'PACKYARD_MAX_ENTRIES');
    }
    if (!this.isOver) this.told.onBytes(bytes);
  }

  private report(what: string, variable: string): void {
    const message = `The repository has more than ${what}, and was fetched no further.`;
    const hint = `If it is trusted and really that large, raise ${variable}.`;
    this.stop();
    this.told.onTooMuch(new RejectedError('LIMIT_EXCEEDED', message, { hint }));
  }
}

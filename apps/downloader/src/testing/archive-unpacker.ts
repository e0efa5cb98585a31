import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContentReader } from '../reading/content-reader';

/** Unpacks an archive into a new folder below `folder`, as after a download, and answers where that is. */
export function archiveUnpacker(reader: ContentReader, folder: string): (content: Buffer) => Promise<string> {
  return async (content) => {
    const place = mkdtempSync(join(folder, 'in-'));
    const [file, destination] = [join(place, 'archive'), join(place, 'destination')];
    mkdirSync(destination);
    writeFileSync(file, content);
    await reader.unpack({ file, destination, subject: 'https://h.example/x' }, AbortSignal.timeout(120_000));
    return destination;
  };
}

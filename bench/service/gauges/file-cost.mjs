// What making a file costs where the homes are. A file system may look at everything that was deleted lately before it finds
// room for something new (ext4 without a journal does, for up to five minutes): then a file takes fifty times as long.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILES = 200;

/** Microseconds of a processor. What it makes stays: deleting it would be what makes the next one dear. */
export function measureFileCost(folder) {
  const place = mkdtempSync(join(folder, 'files-'));
  const before = process.cpuUsage();
  for (let number = 0; number < FILES; number += 1) writeFileSync(join(place, String(number)), '');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / FILES;
}

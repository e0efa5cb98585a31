import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Tells commands on this machine where the gateway is; of several in one home, the one that started last. */
export function writeAddressFile(file: string, url: string): void {
  const address = `${url.replace('//0.0.0.0:', '//127.0.0.1:')}\n`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, address);
  process.once('exit', () => {
    if (isStill(file, address)) rmSync(file, { force: true });
  });
}

function isStill(file: string, address: string): boolean {
  try {
    return readFileSync(file, 'utf8') === address;
  } catch {
    // Somebody else removed it, or the home; either way nothing of ours is left.
    return false;
  }
}

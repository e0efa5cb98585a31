import { readFileSync } from 'node:fs';

/** Numbers of the capabilities (capabilities(7)) with which root hands a folder to another user, acts as that, and reads what it left. */
const NEEDED = { CHOWN: 0, DAC_OVERRIDE: 1, FOWNER: 3, KILL: 5, SETGID: 6, SETUID: 7 };

/** Whether foreign code can get another user. A container often leaves its root less than the machine's root can do. */
export function canUseForeignUsers(): boolean {
  if (process.getuid?.() !== 0) return false;
  const capabilities = effectiveCapabilities();
  return (
    capabilities === undefined ||
    Object.values(NEEDED).every((number) => ((capabilities >> BigInt(number)) & 1n) === 1n)
  );
}

/** A bit for each; nothing where the system has no such thing. */
function effectiveCapabilities(): bigint | undefined {
  try {
    const [, hex] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return hex === undefined ? undefined : BigInt(`0x${hex}`);
  } catch {
    // Capabilities are Linux's.
    return undefined;
  }
}

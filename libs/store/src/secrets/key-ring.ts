import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { RejectedError } from '@packyard/contracts';
import { readOrMakeSecretFile } from './secret-file';

/** The keys of the vault, each of 32 bytes. */
export interface KeyRing {
  /** Seals. */
  current: Buffer;
  /** These still open: the former ones, while their sealed values are being sealed again. */
  others: readonly Buffer[];
  /** Makes fingerprints and opens nothing; it stays the same when keys change, so that what was fingerprinted is known again. */
  digests: Buffer;
}

/** Where the keys come from. What was read last is kept; `isFresh` looks whether there are others by now. */
export interface KeySource {
  read(isFresh?: boolean): KeyRing;
}

const KEY_BYTES = 32;
const FINGERPRINTS = 'fingerprints ';
// Files of former releases have the first key itself there. The next rotation forgets it.
const FIRST_KEY = 'digests ';

/** Keys that stay as they are as long as the process lives. */
export class FixedKeys implements KeySource {
  private readonly ring: KeyRing;

  constructor(current: Buffer, others: readonly Buffer[] = []) {
    this.ring = { current, others, digests: fingerprintKeyOf(others.at(-1) ?? current) };
  }

  read(): KeyRing {
    return this.ring;
  }
}

/**
 * A file that all processes of an installation read: the current key in the first line, others below, and after the first
 * rotation the one for fingerprints. Made when it is not there.
 */
export class KeyFile implements KeySource {
  private known: { ring: KeyRing; stamp: string } | undefined;

  constructor(private readonly path: string) {}

  read(isFresh = false): KeyRing {
    if (this.known === undefined) readOrMakeSecretFile(this.path, () => randomBytes(KEY_BYTES).toString('base64'));
    else if (!isFresh || this.known.stamp === this.stamp()) return this.known.ring;
    const stamp = this.stamp();
    this.known = { ring: parse(readFileSync(this.path, 'utf8'), this.path), stamp };
    return this.known.ring;
  }

  /** Puts other keys in their place, all at once. */
  write({ current, others, digests }: KeyRing): void {
    const lines = [...[current, ...others].map(textOf), `${FINGERPRINTS}${textOf(digests)}`];
    const draft = `${this.path}.${randomUUID()}`;
    writeFileSync(draft, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(draft, this.path);
  }

  private stamp(): string {
    const { ino, size, mtimeMs } = statSync(this.path);
    return `${ino} ${size} ${mtimeMs}`;
  }
}

/** @throws RejectedError NOT_READY */
export function keyIn(text: string, place: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new RejectedError('NOT_READY', `${place} holds no key: it has to be ${KEY_BYTES} bytes in base64.`, {
    hint: 'Put the right key back. Without it, sealed credentials are lost; then remove it to have a new one made.',
  });
}

function parse(text: string, path: string): KeyRing {
  const lines = text.trim().split('\n');
  const after = (prefix: string) => lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  const isKey = (line: string) => ![FINGERPRINTS, FIRST_KEY].some((prefix) => line.startsWith(prefix));
  const [current = keyIn('', path), ...others] = lines.filter(isKey).map((line) => keyIn(line, path));
  const [derived, first] = [after(FINGERPRINTS), after(FIRST_KEY)];
  if (derived !== undefined) return { current, others, digests: keyIn(derived, path) };
  return { current, others, digests: fingerprintKeyOf(first === undefined ? current : keyIn(first, path)) };
}

/** Of the first key, which nobody can tell from it: rotating it is to forget it. */
function fingerprintKeyOf(key: Buffer): Buffer {
  return createHmac('sha256', key).update('packyard digests').digest();
}

function textOf(key: Buffer): string {
  return key.toString('base64');
}

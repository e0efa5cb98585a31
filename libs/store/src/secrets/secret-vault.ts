import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import type { KeySource } from './key-ring';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 8;
// What was sealed before keys had ids begins with a random nonce.
const MARK = Buffer.from('pky1');

/**
 * Seals credentials for the database (AES-256-GCM), with the id of the key: `pky1`, key id, nonce, tag, what is sealed. The
 * keys lie outside of the database; `context` binds a sealed value to its place, so that it opens nowhere else.
 */
export class SecretVault {
  constructor(private readonly keys: KeySource) {}

  seal(secret: string, context: string): Buffer {
    const { current } = this.keys.read(true);
    const head = Buffer.concat([MARK, keyIdOf(current)]);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, current, nonce).setAAD(Buffer.concat([head, Buffer.from(context)]));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([head, nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws when the value was sealed with a key that is not there any more, or for another context */
  open(sealed: Buffer, context: string): string {
    const id = keyIdIn(sealed);
    const key = id === undefined ? undefined : (this.keyOf(id) ?? this.keyOf(id, true));
    if (id === undefined || key === undefined) return this.openWithoutId(sealed, context);
    const head = sealed.subarray(0, MARK.length + KEY_ID_BYTES);
    return decrypt(sealed.subarray(head.length), key, Buffer.concat([head, Buffer.from(context)]));
  }

  /** Whether it was sealed with the key that seals now. */
  isCurrent(sealed: Buffer): boolean {
    return keyIdIn(sealed)?.equals(keyIdOf(this.keys.read(true).current)) === true;
  }

  /** Tells equal texts from different ones without giving away what they say, not even to who guesses. */
  fingerprint(text: string): string {
    return createHmac('sha256', this.keys.read().digests).update(text).digest('hex');
  }

  private keyOf(id: Buffer, isFresh = false): Buffer | undefined {
    const { current, others } = this.keys.read(isFresh);
    return [current, ...others].find((key) => keyIdOf(key).equals(id));
  }

  private openWithoutId(sealed: Buffer, context: string): string {
    const { current, others } = this.keys.read(true);
    let failure: unknown;
    for (const key of [current, ...others]) {
      try {
        return decrypt(sealed, key, Buffer.from(context));
      } catch (error) {
        failure = error;
      }
    }
    throw new Error('It was sealed with a key that is not there any more, or for another place', { cause: failure });
  }
}

/** Tells keys apart without saying anything about them. */
export function keyIdOf(key: Buffer): Buffer {
  return createHash('sha256').update('packyard key id').update(key).digest().subarray(0, KEY_ID_BYTES);
}

function keyIdIn(sealed: Buffer): Buffer | undefined {
  return sealed.subarray(0, MARK.length).equals(MARK)
    ? sealed.subarray(MARK.length, MARK.length + KEY_ID_BYTES)
    : undefined;
}

function decrypt(sealed: Buffer, key: Buffer, authenticated: Buffer): string {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(authenticated)
    .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const opened = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return opened.toString('utf8');
}

/** The contexts under which the URL of a source, credentials of package indexes, headers of a registry, settings of bundles and what a webhook needs are sealed. */
export const SOURCE_SECRET = 'execution-pack-source';
export const INDEX_CREDENTIALS = 'execution-index-credentials';
export const REGISTRY_HEADERS = 'registry-headers';
export const BUNDLE_SETTING = 'bundle-setting';
export const WEBHOOK_SECRETS = 'webhook-secrets';

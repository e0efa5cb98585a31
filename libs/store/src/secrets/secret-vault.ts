import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals credentials for the short way through the database from the gateway to a worker (AES-256-GCM).
 * The key lies outside of the database; `context` binds a sealed value to its place, so that it opens nowhere else.
 */
export class SecretVault {
  constructor(private readonly key: Buffer) {}

  seal(secret: string, context: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws when the value was sealed with another key or for another context */
  open(sealed: Buffer, context: string): string {
    const decipher = createDecipheriv(ALGORITHM, this.key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(context))
      .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const opened = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return opened.toString('utf8');
  }

  /** Tells equal texts from different ones without giving away what they say, not even to who guesses. */
  fingerprint(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('hex');
  }
}

/** The context under which a source's URL is sealed. */
export const SOURCE_SECRET = 'execution-pack-source';

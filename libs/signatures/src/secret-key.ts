import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { RejectedError } from '@packyard/contracts';
import { bytesOf } from './base64';
import { KEY_ID_BYTES, keyIdOf } from './key-id';
import { checksumOfKey, KEY_DATA_BYTES, maskOf, OWN_LIMITS, SALT_BYTES } from './key-encryption';
import { parsePublicKey, type PublicKey } from './public-key';

/** A key of minisign's that signs. */
export interface SecretKey {
  key: KeyObject;
  keyNumber: Buffer;
  publicKey: PublicKey;
}

const HEADER = 'untrusted comment: minisign encrypted secret key';
const SIGNS = Buffer.from('Ed');
const CHECKED_BY = Buffer.from('B2');
const SCRYPT = Buffer.from('Sc');
const PLAIN = Buffer.alloc(2);
const LIMITS_AT = 6 + SALT_BYTES;
const DATA_AT = LIMITS_AT + 16;
const FILE_BYTES = DATA_AT + KEY_DATA_BYTES;

export function generateKey(): SecretKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return secretKeyOf(privateKey, randomBytes(KEY_ID_BYTES));
}

/** minisign's file of a secret key: encrypted by the password, or as `minisign -W` writes it when there is none. */
export async function secretKeyText({ key, keyNumber }: SecretKey, password: string | undefined): Promise<string> {
  const { d = '', x = '' } = key.export({ format: 'jwk' });
  const secret = Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]);
  const data = Buffer.concat([keyNumber, secret, checksumOfKey(keyNumber, secret)]);
  const salt = randomBytes(SALT_BYTES);
  const limits = Buffer.alloc(16);
  limits.writeBigUInt64LE(BigInt(OWN_LIMITS.operations), 0);
  limits.writeBigUInt64LE(BigInt(OWN_LIMITS.memory), 8);
  const file =
    password === undefined
      ? [SIGNS, PLAIN, CHECKED_BY, Buffer.alloc(SALT_BYTES + 16), data]
      : [SIGNS, SCRYPT, CHECKED_BY, salt, limits, xor(data, await maskOf(password, salt, OWN_LIMITS))];
  return `${HEADER}\n${Buffer.concat(file).toString('base64')}\n`;
}

/**
 * Reads minisign's file of a secret key.
 * @throws RejectedError KEY_INVALID when it is none, or the password is missing or wrong
 */
export async function decryptSecretKey(text: string, password: string | undefined): Promise<SecretKey> {
  const [, line = ''] = text.trim().split(/\r?\n/);
  const bytes = bytesOf(line.trim(), FILE_BYTES);
  if (bytes === undefined || !bytes.subarray(0, 2).equals(SIGNS) || !bytes.subarray(4, 6).equals(CHECKED_BY)) {
    throw invalid(
      'The file holds no secret key of minisign',
      'Give the file that `packyard key generate` or `minisign -G` made.',
    );
  }
  const data = bytes.subarray(DATA_AT);
  const isEncrypted = bytes.subarray(2, 4).equals(SCRYPT);
  if (!isEncrypted) return fromData(data);
  if (password === undefined)
    throw invalid('The secret key is encrypted', 'Give the file of its password by --password-file.');
  const limits = {
    operations: Number(bytes.readBigUInt64LE(LIMITS_AT)),
    memory: Number(bytes.readBigUInt64LE(LIMITS_AT + 8)),
  };
  const opened = xor(data, await maskOf(password, bytes.subarray(6, LIMITS_AT), limits));
  const [number, secret, checksum] = [opened.subarray(0, 8), opened.subarray(8, 72), opened.subarray(72)];
  if (!checksum.equals(checksumOfKey(number, secret))) {
    throw invalid(
      'The password does not fit the secret key',
      'Give the file of the password that the key was made with.',
    );
  }
  return fromData(opened);
}

function fromData(data: Buffer): SecretKey {
  const [d, x] = [data.subarray(8, 40), data.subarray(40, 72)].map((part) => part.toString('base64url'));
  const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d: d ?? '', x: x ?? '' }, format: 'jwk' });
  return secretKeyOf(key, Buffer.from(data.subarray(0, KEY_ID_BYTES)));
}

function secretKeyOf(key: KeyObject, keyNumber: Buffer): SecretKey {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const text = Buffer.concat([SIGNS, keyNumber, Buffer.from(x, 'base64url')]).toString('base64');
  return { key, keyNumber, publicKey: { ...parsePublicKey(text), id: keyIdOf(keyNumber) } };
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}

function invalid(message: string, hint: string): RejectedError {
  return new RejectedError('KEY_INVALID', `${message}.`, { hint });
}

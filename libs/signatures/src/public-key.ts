import { createPublicKey, type KeyObject } from 'node:crypto';
import { RejectedError } from '@packyard/contracts';
import { bytesOf } from './base64';
import { KEY_ID_BYTES, keyIdOf } from './key-id';

/** A key of minisign's that signatures are checked with. */
export interface PublicKey {
  /** 16 hexadecimal digits, as minisign shows them. */
  id: string;
  /** One line of base64, as `minisign -P` takes it. */
  text: string;
  key: KeyObject;
}

const ALGORITHM = Buffer.from('Ed');
const KEY_BYTES = 32;
const MAX_LENGTH = 4096;

/**
 * Reads minisign's public key: its file of two lines, or the line of base64 alone.
 * @throws RejectedError KEY_INVALID
 */
export function parsePublicKey(text: string): PublicKey {
  const lines = text.length > MAX_LENGTH ? [] : text.trim().split(/\r?\n/);
  const [first = '', second] = lines;
  const isFile = first.startsWith('untrusted comment:') && lines.length === 2;
  const line = isFile ? (second ?? '') : lines.length === 1 ? first : '';
  const bytes = bytesOf(line.trim(), ALGORITHM.length + KEY_ID_BYTES + KEY_BYTES);
  if (bytes === undefined || !bytes.subarray(0, 2).equals(ALGORITHM)) throw noPublicKey(text);
  return {
    id: keyIdOf(bytes.subarray(2, 10)),
    text: line.trim(),
    key: createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(10).toString('base64url') },
      format: 'jwk',
    }),
  };
}

/** minisign's file of a public key. It writes the number without leading zeros there. */
export function publicKeyText({ id, text }: Pick<PublicKey, 'id' | 'text'>): string {
  return `untrusted comment: minisign public key ${id.replace(/^0+(?=.)/, '')}\n${text}\n`;
}

/** What was given may be a secret key: it is not repeated. */
function noPublicKey(text: string): RejectedError {
  const isSecret = /^[A-Za-z0-9+/]{211}=$/m.test(text);
  const what = isSecret
    ? 'a secret key of minisign, which belongs to nobody but its owner'
    : 'no public key of minisign';
  return new RejectedError('KEY_INVALID', `What was given as a public key is ${what}.`, {
    hint: 'Give the file that ends in .pub, or its second line, which begins with RW.',
  });
}

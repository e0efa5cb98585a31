import { bytesOf } from './base64';
import { KEY_ID_BYTES, keyIdOf } from './key-id';

/** What a `.minisig` file says, before anybody has checked it. */
export interface Signature {
  keyId: string;
  /** Over the prehash of the message. */
  signature: Buffer;
  trustedComment: string;
  /** Over the signature and the trusted comment. */
  commentSignature: Buffer;
}

/** Far more than any has; what is larger need not be read. */
export const MAX_SIGNATURE_BYTES = 8192;
const SIGNATURE_BYTES = 64;
export const PREHASHED = Buffer.from('ED');
const LEGACY = Buffer.from('Ed');

/** Reads a `.minisig` file. What is wrong with it, in words, when it can't be used. */
export function parseSignature(text: string): Signature | string {
  if (text.length > MAX_SIGNATURE_BYTES) return `it has more than ${MAX_SIGNATURE_BYTES} bytes`;
  const [comment = '', line = '', trusted = '', last = '', ...rest] = text.replace(/\r\n/g, '\n').split('\n');
  const isComplete = comment.startsWith('untrusted comment:') && trusted.startsWith('trusted comment: ');
  if (!isComplete || rest.some((more) => more !== '')) return 'it is no signature of minisign';
  const bytes = bytesOf(line, 2 + KEY_ID_BYTES + SIGNATURE_BYTES);
  const commentSignature = bytesOf(last, SIGNATURE_BYTES);
  if (bytes === undefined || commentSignature === undefined) return 'it is no signature of minisign';
  const algorithm = bytes.subarray(0, 2);
  if (algorithm.equals(LEGACY)) return 'it is in the legacy form of minisign; sign without -l';
  if (!algorithm.equals(PREHASHED)) return 'it was made by an algorithm that is not known';
  return {
    keyId: keyIdOf(bytes.subarray(2, 10)),
    signature: bytes.subarray(10),
    trustedComment: trusted.slice('trusted comment: '.length),
    commentSignature,
  };
}

import { verify } from 'node:crypto';
import type { PublicKey } from './public-key';
import type { Signature } from './signature';

/** Whether the owner of the key signed the message of that prehash, and the trusted comment beside it. */
export function isSignedBy({ id, key }: PublicKey, signature: Signature, prehashed: Buffer): boolean {
  if (id !== signature.keyId || !verify(null, prehashed, key, signature.signature)) return false;
  const commented = Buffer.concat([signature.signature, Buffer.from(signature.trustedComment)]);
  return verify(null, commented, key, signature.commentSignature);
}

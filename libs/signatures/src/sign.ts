import { sign as signWith } from 'node:crypto';
import { RejectedError } from '@packyard/contracts';
import type { SecretKey } from './secret-key';
import { PREHASHED } from './signature';

/**
 * The `.minisig` file of a message. The trusted comment is signed with it; it is one line.
 * @throws RejectedError PARAMETERS_INVALID when the comment is more than a line
 */
export function sign(secret: SecretKey, prehashed: Buffer, trustedComment: string): string {
  if (/[\r\n\0]/.test(trustedComment)) {
    throw new RejectedError('PARAMETERS_INVALID', 'The comment of a signature has to be one line.', {
      hint: 'Leave line breaks out of it.',
    });
  }
  const signature = signWith(null, prehashed, secret.key);
  const commented = Buffer.concat([signature, Buffer.from(trustedComment)]);
  const lines = [
    `untrusted comment: signature from minisign secret key`,
    Buffer.concat([PREHASHED, secret.keyNumber, signature]).toString('base64'),
    `trusted comment: ${trustedComment}`,
    signWith(null, commented, secret.key).toString('base64'),
  ];
  return `${lines.join('\n')}\n`;
}

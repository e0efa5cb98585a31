import { randomBytes } from 'node:crypto';
import { RejectedError } from '@packyard/contracts';
import { readOrMakeSecretFile } from '@packyard/store';

const STRONG = /^[\x21-\x7e]{16,}$/;

/** The token that may do everything: configured, or made at the first start and kept in the home folder. */
export class AdminToken {
  constructor(private readonly configured: string | undefined) {}

  /** @throws RejectedError NOT_READY when the file holds nothing that is hard to guess */
  read(file: string): string {
    const token = this.configured ?? readOrMakeSecretFile(file, () => randomBytes(32).toString('base64url'));
    if (STRONG.test(token)) return token;
    throw new RejectedError('NOT_READY', `${file} holds no token: it needs 16 characters at least, without blanks.`, {
      hint: 'Remove the file to have a strong one made at the next start.',
    });
  }
}

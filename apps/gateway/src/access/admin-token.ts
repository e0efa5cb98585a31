import { randomBytes } from 'node:crypto';
import { readOrMakeSecretFile } from '@packyard/store';

/** The token that may do everything: configured, or made at the first start and kept in the home folder. */
export class AdminToken {
  constructor(private readonly configured: string | undefined) {}

  read(file: string): string {
    return this.configured ?? readOrMakeSecretFile(file, () => randomBytes(32).toString('base64url'));
  }
}

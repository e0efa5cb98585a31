import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccountRepository } from '@packyard/schema';
import { LoginAttempts } from '../../access/logins/login-attempts';
import { isPassword } from '../../access/accounts/passwords';
import { GortError } from '../router/gort-answer';

// As in Gort, whose client requests a new token whenever it needs one.
const LIFETIME_SECONDS = 10;
const TOKEN_BYTES = 48;

export interface GortToken {
  Token: string;
  User: string;
  ValidFrom: string;
  ValidUntil: string;
}

/** Exchanges passwords for short-lived tokens. A user may have several at a time. */
@Injectable()
export class GortTokens {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly attempts: LoginAttempts,
  ) {}

  /** @throws GortError 400 for an unknown user, 403 for a wrong password; RejectedError RATE_LIMITED */
  async authenticate(name: string, password: string, address: string): Promise<GortToken> {
    this.attempts.begin(address);
    const account = await this.accounts.find(name);
    if (account === undefined) throw new GortError(400, 'No such user');
    if (!(await isPassword(password, account.passwordHash))) throw new GortError(403, 'Forbidden');
    this.attempts.forgive(address);
    const token = randomBytes(TOKEN_BYTES).toString('base64');
    const now = Date.now();
    const until = new Date(now + LIFETIME_SECONDS * 1000);
    await this.accounts.addToken(account.id, hashOf(token), until);
    return { Token: token, User: name, ValidFrom: new Date(now).toISOString(), ValidUntil: until.toISOString() };
  }

  /**
   * Returns the name of the token's user.
   * @throws GortError 401
   */
  async userOf(token: string | undefined): Promise<string> {
    const account = token === undefined ? undefined : await this.accounts.findByToken(hashOf(token));
    if (account === undefined) throw new GortError(401, 'Unauthorized');
    return account.name;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

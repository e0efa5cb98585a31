import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Account, AccountRepository } from '@packyard/schema';
import { LoginAttempts } from '../../access/logins/login-attempts';
import { AuditAggregator } from '../../access/audit-aggregator';
import { hashPassword, isOutdated, isPassword } from '../../access/accounts/passwords';
import { GortError } from '../router/gort-answer';

// As in Gort, whose client requests a new token whenever it needs one.
const LIFETIME_SECONDS = 10;
// A client that looked at its clock just before the end still has to get its request through.
const GRACE_SECONDS = 5;
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
    private readonly auditAggregator: AuditAggregator,
  ) {}

  /** @throws GortError 400 for an unknown user, 403 for a wrong password; RejectedError RATE_LIMITED */
  async authenticate(name: string, password: string, address: string): Promise<GortToken> {
    const attempt = { address, account: `user ${name.slice(0, 255)}` };
    this.attempts.begin(attempt);
    const account = await this.accounts.find(name);
    if (account === undefined) throw this.refused(address, undefined, new GortError(400, 'No such user'));
    const isRight = await isPassword(password, account.passwordHash);
    if (!isRight) throw this.refused(address, account, new GortError(403, 'Forbidden'));
    this.attempts.succeed(attempt);
    const token = randomBytes(TOKEN_BYTES).toString('base64');
    const now = Date.now();
    const until = new Date(now + LIFETIME_SECONDS * 1000);
    const ends = new Date(until.getTime() + GRACE_SECONDS * 1000);
    const isOpen = await this.open(account, password, { hash: hashOf(token), ends });
    if (!isOpen) throw this.refused(address, account, new GortError(403, 'Forbidden'));
    const actor = { kind: 'user', id: account.id, name: account.name } as const;
    const subject = `user ${account.name}`;
    this.auditAggregator.note({ action: 'session.begin', actor, address, subject, reason: "by Gort's client" });
    return { Token: token, User: name, ValidFrom: new Date(now).toISOString(), ValidUntil: until.toISOString() };
  }

  /** False when the password was changed while this login waited for its turn. */
  private async open(
    account: Account,
    password: string,
    { hash, ends }: { hash: Buffer; ends: Date },
  ): Promise<boolean> {
    const passwordHash = await this.renewHash(account, password);
    if (await this.accounts.addToken({ id: account.id, passwordHash }, hash, ends)) return true;
    // Another login may have stored the same password anew.
    const now = await this.accounts.find(account.name);
    if (now === undefined || !(await isPassword(password, now.passwordHash))) return false;
    return this.accounts.addToken(now, hash, ends);
  }

  /** Only now is the password known: what was stored at a lower cost is stored at that of today. */
  private async renewHash(account: Account, password: string): Promise<string | null> {
    if (account.passwordHash === null || !isOutdated(account.passwordHash)) return account.passwordHash;
    const hash = await hashPassword(password);
    await this.accounts.storeAnew(account, hash);
    return hash;
  }

  /** A name that no user has may be a password in the wrong field: it is not written down. */
  private refused(address: string, account: Account | undefined, error: GortError): GortError {
    const subject = `user ${account?.name ?? 'unknown'}`;
    const reason = account === undefined ? 'no such user' : 'a wrong password';
    this.auditAggregator.note({ action: 'login.fail', address, subject, reason });
    return error;
  }

  async isUsable(token: string): Promise<boolean> {
    return (await this.accounts.findByToken(hashOf(token))) !== undefined;
  }

  /**
   * Returns the token's user.
   * @throws GortError 401
   */
  async accountOf(token: string | undefined): Promise<Account> {
    const account = token === undefined ? undefined : await this.accounts.findByToken(hashOf(token));
    if (account === undefined) throw new GortError(401, 'Unauthorized');
    return account;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

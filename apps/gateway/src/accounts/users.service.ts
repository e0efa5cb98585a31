import { Injectable } from '@nestjs/common';
import { AccountName, type UserBody, type UserView } from '@packyard/contracts';
import { type Account, AccountGroupRepository, AccountRepository, AuditRepository } from '@packyard/schema';
import { parseRequest } from '../http/parameters-invalid';
import { accountNotFound, assertNotAdmin } from './account-refusals';
import { hashPassword } from './passwords';

/** Users: who may be asked about, and who may log in by Gort's routes. */
@Injectable()
export class UsersService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly groups: AccountGroupRepository,
    private readonly audit: AuditRepository,
  ) {}

  async list(group?: string): Promise<UserView[]> {
    return Promise.all((await this.accounts.list(group)).map((account) => this.present(account)));
  }

  /** @throws RejectedError USER_NOT_FOUND */
  async show(name: string): Promise<UserView> {
    return this.present(await this.require(name));
  }

  /** @throws RejectedError USER_NOT_FOUND */
  async require(name: string): Promise<Account> {
    const account = await this.accounts.find(name);
    if (account === undefined) throw accountNotFound('user', name);
    return account;
  }

  /** Makes the user, or changes what is given. */
  async put(name: string, body: UserBody, actor: string): Promise<UserView> {
    parseRequest(AccountName, name, 'name');
    const former = await this.accounts.find(name);
    const fields = {
      name,
      email: body.email,
      fullName: body.full_name,
      mappings: body.mappings,
      passwordHash: body.password === undefined ? undefined : await hashPassword(body.password),
    };
    const { password, ...shown } = body;
    await this.audit.record(
      (transaction) => this.accounts.put(transaction, fields),
      () => ({
        actor,
        action: former === undefined ? 'user.create' : 'user.update',
        subject: `user ${name}`,
        before: former === undefined ? null : { email: former.email, full_name: former.fullName },
        after: { ...shown, password_changed: password !== undefined },
      }),
    );
    return this.show(name);
  }

  /** @throws RejectedError USER_NOT_FOUND or ACCOUNT_PROTECTED */
  async remove(name: string, actor: string): Promise<void> {
    assertNotAdmin('user', name);
    const isRemoved = await this.audit.record(
      (transaction) => this.accounts.remove(transaction, name),
      (done) => (done ? { actor, action: 'user.delete', subject: `user ${name}`, before: { name } } : undefined),
    );
    if (!isRemoved) throw accountNotFound('user', name);
  }

  /** @throws RejectedError USER_NOT_FOUND */
  async permissions(name: string): Promise<string[]> {
    await this.require(name);
    return this.accounts.permissionsOf(name);
  }

  private async present(account: Account): Promise<UserView> {
    return {
      name: account.name,
      email: account.email,
      full_name: account.fullName,
      mappings: account.mappings,
      has_password: account.passwordHash !== null,
      groups: await this.groups.list({ user: account.name }),
      created: account.createdAt.toISOString(),
    };
  }
}

import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type Actor, RejectedError, type UserBody, UserName, type UserView } from '@packyard/contracts';
import {
  type Account,
  AccountGroupRepository,
  AccountRepository,
  AuditRepository,
  MappingTaken,
} from '@packyard/schema';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { accountNotFound, assertNotAdmin } from './account-refusals';
import { hashPassword } from './passwords';
import { assertNotWeak } from './weak-password';

/** Users: the subjects of rules, who may log in over Gort's routes. */
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

  async find(name: string): Promise<UserView | undefined> {
    const account = await this.accounts.find(name);
    return account === undefined ? undefined : this.present(account);
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

  /** Creates the user, or changes the given fields. */
  async put(name: string, body: UserBody, actor: Actor): Promise<UserView> {
    parseRequest(UserName, name, 'name');
    if (body.password !== undefined) await assertNotWeak(body.password, name);
    const fields = {
      name,
      email: body.email,
      fullName: body.full_name,
      mappings: body.mappings,
      passwordHash: body.password === undefined ? undefined : await hashPassword(body.password),
    };
    await this.audit.record(
      (transaction) => this.accounts.put(transaction, fields).catch(translateMapping),
      (former) => {
        const states = statesOf(former, body);
        const action = former === undefined ? 'user.create' : 'user.update';
        return states === undefined ? undefined : { actor, action, subject: `user ${name}`, ...states };
      },
    );
    return this.show(name);
  }

  /** @throws RejectedError USER_NOT_FOUND or ACCOUNT_PROTECTED */
  async remove(name: string, actor: Actor): Promise<void> {
    assertNotAdmin('user', name);
    await this.audit.record(
      async (transaction) => {
        const former = await this.accounts.lock(transaction, name);
        if (former === undefined) throw accountNotFound('user', name);
        const groups = await this.groups.list({ user: name }, transaction);
        await this.accounts.remove(transaction, name);
        return { name, ...shownOf(former), groups };
      },
      (before) => ({ actor, action: 'user.delete', subject: `user ${name}`, before }),
    );
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

function translateMapping(error: unknown): never {
  if (!(error instanceof MappingTaken)) throw error;
  throw new RejectedError('MAPPING_TAKEN', `${error.message} already`, {
    hint: 'Take that name from the other user first: one name in a chat is one user.',
  });
}

/** For the audit; empty when nothing changes. A given password always counts as changed, so that nothing leaks. */
function statesOf(former: Account | undefined, { password, ...named }: UserBody) {
  const after = { ...named, password_changed: password !== undefined };
  if (former === undefined) return { after };
  const before = shownOf(former);
  const isSame = isDeepStrictEqual({ ...before, ...withoutUndefined(named) }, before);
  return isSame && password === undefined ? undefined : { before, after };
}

function shownOf({ email, fullName, mappings }: Account) {
  return { email, full_name: fullName, mappings };
}

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

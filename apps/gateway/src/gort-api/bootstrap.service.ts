import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ADMIN_ACCOUNT, BUILT_IN_BUNDLE, type UserBody } from '@packyard/contracts';
import {
  AccountGroupRepository,
  AccountRepository,
  AuditRepository,
  RoleRepository,
  type Transaction,
} from '@packyard/schema';
import { BundleInstaller } from '@packyard/versions';
import { hashPassword } from '../accounts/passwords';
import { ADMIN_PERMISSIONS, BUILT_IN_CONFIG } from './built-in-bundle';
import { GortError } from './gort-answer';

const PASSWORD_BYTES = 24;

export interface Administrator {
  email: string;
  fullname: string;
  password: string;
  username: string;
}

/** Makes the first user, who may do everything over Gort's routes. */
@Injectable()
export class BootstrapService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly groups: AccountGroupRepository,
    private readonly roles: RoleRepository,
    private readonly audit: AuditRepository,
    private readonly bundles: BundleInstaller,
  ) {}

  /** @throws GortError 409 when there is any user already */
  async run({ email, full_name: fullname, password }: UserBody): Promise<Administrator> {
    const admin = {
      email: email ?? 'gort@localhost',
      fullname: fullname ?? 'Gort Administrator',
      password: password ?? randomBytes(PASSWORD_BYTES).toString('base64'),
      username: ADMIN_ACCOUNT,
    };
    if ((await this.accounts.list()).length > 0) throw alreadyDone();
    await this.bundles.install(BUILT_IN_CONFIG, {
      actor: ADMIN_ACCOUNT,
      replace: true,
      enable: true,
      isBuiltIn: true,
    });
    const passwordHash = await hashPassword(admin.password);
    await this.audit.record(
      (transaction) => this.store(transaction, { ...admin, passwordHash }),
      () => ({
        actor: ADMIN_ACCOUNT,
        action: 'user.create',
        subject: `user ${ADMIN_ACCOUNT}`,
        after: { email: admin.email, full_name: admin.fullname, groups: [ADMIN_ACCOUNT] },
      }),
    );
    return admin;
  }

  /** Of two at the same time, one is first. */
  private async store(
    transaction: Transaction,
    { email, fullname, passwordHash }: Omit<Administrator, 'password'> & { passwordHash: string },
  ): Promise<void> {
    await transaction.query('LOCK TABLE account IN EXCLUSIVE MODE');
    if (!(await this.accounts.isEmpty(transaction))) throw alreadyDone();
    await this.accounts.put(transaction, { name: ADMIN_ACCOUNT, email, fullName: fullname, passwordHash });
    await this.groups.add(transaction, ADMIN_ACCOUNT);
    await this.roles.add(transaction, ADMIN_ACCOUNT);
    await this.groups.addMember(transaction, ADMIN_ACCOUNT, ADMIN_ACCOUNT);
    await this.groups.addRole(transaction, ADMIN_ACCOUNT, ADMIN_ACCOUNT);
    for (const permission of ADMIN_PERMISSIONS) {
      await this.roles.grant(transaction, ADMIN_ACCOUNT, { bundle: BUILT_IN_BUNDLE, permission });
    }
  }
}

function alreadyDone(): GortError {
  return new GortError(409, 'Service already bootstrapped');
}

import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
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
const SPEAKS_FOR_OTHERS = ['origin', 'sec-fetch-site', 'forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

export interface Caller {
  address: string;
  headers: IncomingHttpHeaders;
}

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

/**
 * Whoever comes first owns the place: that is for those on this machine, unless the configuration says otherwise. A page
 * in a browser on this machine, or a proxy, speaks for somebody else.
 */
export function assertMayBootstrap({ address, headers }: Caller, isOpen: boolean): void {
  const speaksForOthers = SPEAKS_FOR_OTHERS.some((name) => name in headers);
  if (isOpen || (LOOPBACK.test(address) && isForLoopback(headers.host) && !speaksForOthers)) return;
  throw new GortError(
    403,
    'bootstrapping is only allowed on the machine that the service runs on: do it there with localhost in the address and no proxy or browser in between, or set PACKYARD_ALLOW_BOOTSTRAP=true and start it again',
  );
}

/** As it was written: a name that merely leads here is how foreign pages get past a browser. */
function isForLoopback(host = ''): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host);
}

function alreadyDone(): GortError {
  return new GortError(409, 'Service already bootstrapped');
}

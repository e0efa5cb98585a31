import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type Actor,
  ADMIN_ACCOUNT,
  type AuditAction,
  BUILT_IN_BUNDLE,
  SERVICE,
  type UserBody,
} from '@packyard/contracts';
import {
  type Account,
  AccountGroupRepository,
  AccountRepository,
  AuditRepository,
  type NewAuditEvent,
  RoleRepository,
  type Transaction,
} from '@packyard/schema';
import { BundleInstaller } from '@packyard/versions';
import { hashPassword } from '../../access/accounts/passwords';
import { assertNotWeak } from '../../access/accounts/weak-password';
import { ADMIN_PERMISSIONS, BUILT_IN_CONFIG } from '../access/built-in-bundle';
import { GortError } from '../router/gort-answer';

const PASSWORD_BYTES = 24;
const EMAIL = 'gort@localhost';
const FULL_NAME = 'Gort Administrator';

export interface Administrator {
  email: string;
  fullname: string;
  password: string;
  username: string;
}

/** Creates the first user, who may do everything over Gort's routes. */
@Injectable()
export class BootstrapService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly groups: AccountGroupRepository,
    private readonly roles: RoleRepository,
    private readonly audit: AuditRepository,
    private readonly bundles: BundleInstaller,
  ) {}

  /**
   * Nobody has an account yet, so the service does it, for who asks at the address.
   * Groups and roles that exist under these names are reused, with their members.
   * @throws GortError 409 when it was already done
   */
  async run(body: UserBody, address?: string): Promise<Administrator> {
    if (await this.isDone()) throw alreadyDone();
    if (body.password !== undefined) await assertNotWeak(body.password, ADMIN_ACCOUNT);
    const actor: Actor = address === undefined ? SERVICE : { ...SERVICE, address };
    await this.bundles.install(BUILT_IN_CONFIG, {
      actor,
      replace: true,
      enable: true,
      isBuiltIn: true,
    });
    const password = body.password ?? randomBytes(PASSWORD_BYTES).toString('base64');
    const passwordHash = await hashPassword(password);
    const { email, fullName } = await this.audit.record(
      (transaction) => this.store(transaction, { ...body, passwordHash }),
      ({ events }) => events.map((event) => ({ ...event, actor })),
    );
    return { email, fullname: fullName, password, username: ADMIN_ACCOUNT };
  }

  /** The built-in bundle and the role's permissions of it can't be removed. */
  private async isDone(transaction?: Transaction): Promise<boolean> {
    const grants = await this.roles.grantsOf(ADMIN_ACCOUNT, transaction);
    return grants.some(({ bundle }) => bundle === BUILT_IN_BUNDLE);
  }

  private async store(transaction: Transaction, wanted: UserBody & { passwordHash: string }) {
    // Of concurrent requests, one succeeds.
    await transaction.query('LOCK TABLE account IN EXCLUSIVE MODE');
    if (await this.isDone(transaction)) throw alreadyDone();
    const former = await this.accounts.find(ADMIN_ACCOUNT, transaction);
    const email = wanted.email ?? former?.email ?? EMAIL;
    const fullName = wanted.full_name ?? former?.fullName ?? FULL_NAME;
    const { mappings, passwordHash } = wanted;
    await this.accounts.put(transaction, { name: ADMIN_ACCOUNT, email, fullName, mappings, passwordHash });
    const links = await this.link(transaction);
    return { email, fullName, events: [userEvent(former, { email, full_name: fullName, mappings }), ...links] };
  }

  /** Links the user to the group, the group to the role, and the role to the permissions. */
  private async link(transaction: Transaction): Promise<NewAuditEvent[]> {
    const name = ADMIN_ACCOUNT;
    const events: NewAuditEvent[] = [];
    const note = (isChanged: boolean, action: AuditAction, after: object) => {
      if (isChanged) events.push(eventOf(action, { after }));
    };
    note(await this.groups.add(transaction, name), 'group.create', { name });
    note(await this.roles.add(transaction, name), 'role.create', { name });
    note(await this.groups.addMember(transaction, name, name), 'group.add_member', { user: name });
    note(await this.groups.addRole(transaction, name, name), 'group.add_role', { role: name });
    for (const permission of ADMIN_PERMISSIONS) {
      const grant = { bundle: BUILT_IN_BUNDLE, permission };
      note(await this.roles.grant(transaction, name, grant), 'role.grant', grant);
    }
    return events;
  }
}

function userEvent(former: Account | undefined, shown: Omit<UserBody, 'password'>): NewAuditEvent {
  const after = { ...shown, password_changed: true };
  if (former === undefined) return eventOf('user.create', { after });
  const { email, fullName, mappings } = former;
  return eventOf('user.update', { before: { email, full_name: fullName, mappings }, after });
}

function eventOf(action: AuditAction, states: { before?: object; after: object }): NewAuditEvent {
  return { actor: SERVICE, action, subject: `${action.split('.')[0] ?? ''} ${ADMIN_ACCOUNT}`, ...states };
}

function alreadyDone(): GortError {
  return new GortError(409, 'Service already bootstrapped');
}

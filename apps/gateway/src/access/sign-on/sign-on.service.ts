import { randomUUID } from 'node:crypto';
import {
  includesScope,
  type LoginView,
  type PackyardError,
  RejectedError,
  TOKEN_SCOPES,
  TokenName,
  type TokenScope,
} from '@packyard/contracts';
import type {
  ApiTokenRepository,
  AuditRepository,
  NewAuditEvent,
  PersonAccess,
  PersonRepository,
} from '@packyard/schema';
import { type AuditAggregator } from '../audit-aggregator';
import { type SessionsService } from '../logins/sessions.service';
import type { PersonIdentity } from './identity-provider';
import type { SignOnSettings } from './sign-on-settings';

/** A session that may be begun once. */
export interface Admission {
  personId: number;
  session: string;
}

/** Lets in whom the provider knows, as far as their groups go. */
export class SignOnService {
  constructor(
    private readonly settings: SignOnSettings,
    private readonly persons: PersonRepository,
    private readonly tokens: ApiTokenRepository,
    private readonly sessions: SessionsService,
    private readonly audit: AuditRepository,
    private readonly auditAggregator: AuditAggregator,
  ) {}

  /** @throws RejectedError FORBIDDEN when none of their groups has a scope: then also their sessions end */
  async admit(identity: PersonIdentity, address: string): Promise<Admission> {
    const { issuer, subject } = identity;
    const scope = this.scopeOf(identity.groups);
    if (scope === undefined) {
      await this.audit.record(
        (transaction) => this.persons.shutOut(transaction, { issuer, subject }),
        (person) => person && shutOutEvent(person, address),
      );
      throw this.failed(address, 'none of the groups has a scope', noScope(this.settings.groupsClaim));
    }
    const person = { issuer, subject, name: shownName(identity), scope };
    const { now } = await this.audit.record(
      (transaction) => this.persons.put(transaction, person),
      (change) => admittedEvent(change, address),
    );
    return { personId: now.id, session: randomUUID() };
  }

  /** @throws RejectedError UNAUTHENTICATED when it was begun before, or the person was shut out meanwhile */
  async begin({ personId, session }: Admission, address: string): Promise<LoginView> {
    const person = await this.tokens.find(personId);
    const mayBegin = person?.kind === 'person' && person.revokedAt === null;
    const lifeSeconds = this.settings.sessionSeconds;
    const begun = mayBegin ? await this.sessions.beginFor(person, { session, lifeSeconds, address }) : undefined;
    if (begun !== undefined) return begun;
    throw this.failed(address, 'it came a second time', signOnAgain('This sign-on was used before.'));
  }

  /** Notes it for the audit, and gives the error back. */
  failed<Failure>(address: string, reason: string, error: Failure): Failure {
    this.auditAggregator.note({ action: 'login.fail', address, subject: 'single sign-on', reason });
    return error;
  }

  /** The same for what an identity provider refused; everything else concerns no audit. */
  noted(address: string, error: unknown): unknown {
    const isRefusal = error instanceof RejectedError && error.code === 'UNAUTHENTICATED';
    return isRefusal ? this.failed(address, error.message, error) : error;
  }

  private scopeOf(groups: readonly string[]): TokenScope | undefined {
    const granted = this.settings.groups.filter(({ group }) => group === '*' || groups.includes(group));
    return TOKEN_SCOPES.findLast((scope) => granted.some((one) => includesScope(one.scope, scope)));
  }
}

/** Only where it changes what they may: the session that begins is an event of its own. */
function admittedEvent(
  { now, former }: { now: PersonAccess; former: PersonAccess | undefined },
  address: string,
): NewAuditEvent | undefined {
  if (former?.isRevoked === false && former.scope === now.scope) return undefined;
  const before = former === undefined ? null : { scope: former.scope, revoked: former.isRevoked };
  return { ...aboutPerson(now, address), action: 'token.create', before, after: { scope: now.scope } };
}

function shutOutEvent(person: PersonAccess, address: string): NewAuditEvent {
  const after = { reason: 'none of the groups has a scope' };
  return { ...aboutPerson(person, address), action: 'token.revoke', before: { scope: person.scope }, after };
}

function aboutPerson({ id, name }: PersonAccess, address: string): Pick<NewAuditEvent, 'actor' | 'subject'> {
  return { actor: { kind: 'person', id, name, address }, subject: `person ${name}` };
}

export function signOnAgain(message: string): PackyardError {
  return new RejectedError('UNAUTHENTICATED', message, { hint: 'Sign on again.' });
}

/** As the provider has it, if it can't be taken for another one; what it calls them for good, otherwise. */
function shownName({ name, subject }: PersonIdentity): string {
  const shown = [name, subject].map((text) => TokenName.safeParse(text)).find(({ success }) => success);
  return shown?.data ?? 'a person without a name that can be shown';
}

function noScope(claim: string): RejectedError {
  return new RejectedError('FORBIDDEN', 'You are signed on, but none of your groups may use Packyard.', {
    hint: `Ask for a group that PACKYARD_OIDC_GROUPS names; the provider has to send it in the claim ${claim}.`,
  });
}

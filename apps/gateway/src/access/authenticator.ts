import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type Actor,
  ADMIN_TOKEN_NAME,
  includesScope,
  type Principal,
  RejectedError,
  type TokenLimits,
  type TokenScope,
} from '@packyard/contracts';
import { ApiTokenRepository, type UsableToken } from '@packyard/schema';
import { HomeLayout } from '@packyard/store';
import { AdminToken } from './admin-token';
import { limitedTokenRefused } from './limited-tokens';
import { LoginAttempts } from './logins/login-attempts';
import { AuditAggregator } from './audit-aggregator';

const STALE_MS = 60_000;
const SEND_TOKEN = 'Send the header Authorization: Bearer <token>; the first token lies in $PACKYARD_HOME/admin-token.';
const ENCRYPT =
  'Fix: use an https:// address, by PACKYARD_TLS_CERT_FILE and PACKYARD_TLS_KEY_FILE or by a proxy in PACKYARD_TRUSTED_PROXIES that sends X-Forwarded-Proto. Revoke the token if others may have read it.';

/** The authenticated client. */
export interface Caller {
  actor: Actor;
  /** Id of the request's token, which may be a session's. */
  tokenId: number;
  scope: TokenScope;
  /** What it may do less than its scope says. */
  limits: TokenLimits | null;
}

/** What is asked for, and from where: for the audit, when it is refused. */
export interface Asked {
  needed: TokenScope;
  address: string;
  /** `GET /api/v1/packs`, with the parameters of the path as they are called in it. */
  route: string;
  /** That nobody on the way can read it: Basic authentication is refused otherwise. */
  isPrivate?: boolean;
  /** It was authenticated when it began: the access token of a session may have expired since. */
  isUnderWay?: boolean;
  /** What can be done without the scope. */
  instead?: string;
}

/** Tells who is asking by the token of the request, and whether its scope suffices. */
@Injectable()
export class Authenticator implements OnModuleInit {
  constructor(
    private readonly tokens: ApiTokenRepository,
    private readonly adminToken: AdminToken,
    private readonly layout: HomeLayout,
    private readonly auditAggregator: AuditAggregator,
    private readonly attempts: LoginAttempts,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.tokens.put(ADMIN_TOKEN_NAME, 'admin', this.adminToken.read(this.layout.adminTokenFile));
  }

  /**
   * Understands `Bearer <token>`, and `Basic` with the token as password, so that a browser can open the queues: that is a
   * login, limited as every other one, and taken where nobody on the way can read it.
   * @throws RejectedError UNAUTHENTICATED, FORBIDDEN or RATE_LIMITED
   */
  async authenticate(authorization: string | undefined, asked: Asked): Promise<Caller> {
    const token = tokenIn(authorization);
    if (token === undefined) throw this.unauthenticated('Missing authentication token', asked);
    const found = isBasic(authorization) ? await this.logIn(token, asked) : await this.usable(token, asked);
    if (found === undefined) throw new TokenUnknown(this.unauthenticated('Invalid authentication token', asked));
    const principal = principalBehind(found);
    if (!includesScope(found.scope, asked.needed)) throw this.forbidden(principal, found.scope, asked);
    if (isStale(found.lastUsedAt)) await this.tokens.markUsed(found);
    return {
      actor: { ...principal, address: asked.address },
      tokenId: found.id,
      scope: found.scope,
      limits: found.limits,
    };
  }

  private async logIn(token: string, asked: Asked): Promise<UsableToken | undefined> {
    if (asked.isPrivate !== true) throw this.unauthenticated('Basic authentication over plain HTTP', asked, ENCRYPT);
    const { address } = asked;
    const attempt = { address, account: `token ${createHash('sha256').update(token).digest('base64url')}` };
    this.attempts.assertOpen(attempt);
    const found = await this.usable(token, asked);
    if (found !== undefined) return found;
    this.attempts.fail(attempt);
    this.auditAggregator.note({
      action: 'login.fail',
      address,
      subject: 'token unknown',
      reason: 'by Basic authentication',
    });
    return undefined;
  }

  private async usable(token: string, { isUnderWay = false }): Promise<UsableToken | undefined> {
    const found = await this.tokens.findUsable(token, { isUnderWay });
    return found?.kind === 'refresh' ? undefined : found;
  }

  /** Whether the token still opens what it opened; asked again while an answer goes on. */
  async isStillUsable(
    authorization: string | undefined,
    { needed, isUnderWay }: Pick<Asked, 'needed' | 'isUnderWay'>,
  ): Promise<boolean> {
    const token = tokenIn(authorization);
    const found = token === undefined ? undefined : await this.usable(token, { isUnderWay });
    return found !== undefined && includesScope(found.scope, needed);
  }

  /** That the token is limited is why it is refused. */
  limited({ actor }: Caller, { address, route }: Asked): RejectedError {
    this.auditAggregator.note({
      action: 'access.deny',
      actor,
      address,
      subject: route,
      reason: 'the token is limited',
    });
    return limitedTokenRefused(actor);
  }

  /** That nobody knows who asks. */
  unauthenticated(message: string, { address, route }: Asked, hint = SEND_TOKEN): RejectedError {
    this.auditAggregator.note({ action: 'access.deny', address, subject: route, reason: message });
    return new RejectedError('UNAUTHENTICATED', message, { hint });
  }

  /** Also of what a request asks for in its body. */
  forbidden(actor: Principal, scope: TokenScope, { needed, address, route, instead }: Asked): RejectedError {
    const reason = `the ${actor.kind} '${actor.name}' has the scope ${scope}, and this needs ${needed}`;
    this.auditAggregator.note({ action: 'access.deny', actor, address, subject: route, reason });
    return new RejectedError('FORBIDDEN', `Insufficient permissions: ${reason}`, {
      hint: `Use a token with the scope ${needed}${instead === undefined ? '' : `, or ${instead}`}.`,
    });
  }
}

/** The token opens nothing, or nothing any more. */
export class TokenUnknown extends RejectedError {
  constructor({ code, message, hint = SEND_TOKEN }: RejectedError) {
    super(code, message, { hint });
  }
}

/** Of a session, the token, person or user that began it. */
export function principalBehind({ id, parentId, accountId, issuer, name }: UsableToken): Principal {
  if (accountId !== null) return { kind: 'user', id: accountId, name };
  return { kind: issuer === null ? 'token' : 'person', id: parentId ?? id, name };
}

/** Browsers send it with every request once somebody has typed it. */
export function isBasic(authorization: string | undefined): boolean {
  return /^basic\s/i.test(authorization ?? '');
}

/** The token in an `Authorization` header. */
export function tokenIn(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(Bearer|Basic)\s+(\S+)$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1) || undefined;
}

/** Limits writes of the time of last use to one a minute. */
function isStale(lastUsedAt: Date | null): boolean {
  return lastUsedAt === null || Date.now() - lastUsedAt.getTime() > STALE_MS;
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ADMIN_TOKEN_NAME, includesScope, RejectedError, type TokenScope } from '@packyard/contracts';
import { ApiTokenRepository } from '@packyard/schema';
import { HomeLayout } from '@packyard/store';
import { AdminToken } from './admin-token';

const STALE_MS = 60_000;

/** The authenticated client. */
export interface Caller {
  /** Id of the request's token, which may be a session's. */
  tokenId: number;
  name: string;
  scope: TokenScope;
}

/** Authenticates requests by their tokens. */
@Injectable()
export class Access implements OnModuleInit {
  constructor(
    private readonly tokens: ApiTokenRepository,
    private readonly adminToken: AdminToken,
    private readonly layout: HomeLayout,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.tokens.put(ADMIN_TOKEN_NAME, 'admin', this.adminToken.read(this.layout.adminTokenFile));
  }

  /**
   * Understands `Bearer <token>`, and `Basic` with the token as password, so that a browser can open the queues.
   * @throws RejectedError UNAUTHENTICATED or FORBIDDEN
   */
  async authorize(authorization: string | undefined, needed: TokenScope): Promise<Caller> {
    const token = tokenIn(authorization);
    if (token === undefined) throw unauthenticated('Missing authentication token');
    const found = await this.tokens.findUsable(token);
    if (found === undefined || found.kind === 'refresh') throw unauthenticated('Invalid authentication token');
    if (!includesScope(found.scope, needed)) {
      throw new RejectedError(
        'FORBIDDEN',
        `Insufficient permissions: the token '${found.name}' has the scope ${found.scope}, and this needs ${needed}`,
        {
          hint: `Use a token with the scope ${needed}.`,
        },
      );
    }
    if (isStale(found.lastUsedAt)) await this.tokens.markUsed(found);
    return { tokenId: found.id, name: found.name, scope: found.scope };
  }
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

function unauthenticated(message: string): RejectedError {
  return new RejectedError('UNAUTHENTICATED', message, {
    hint: 'Send the header Authorization: Bearer <token>; the first token lies in $PACKYARD_HOME/admin-token.',
  });
}

import { Injectable } from '@nestjs/common';
import { type Actor, ADMIN_TOKEN_NAME, RejectedError } from '@packyard/contracts';
import {
  type ApiTokenEntity,
  ApiTokenRepository,
  AuditRepository,
  type NewAuditEvent,
  type NewToken,
  type Transaction,
} from '@packyard/schema';
import { makeSecret } from './make-secret';

const MAX_ID = 2_147_483_647;

/** Creates and revokes tokens. */
@Injectable()
export class TokensService {
  constructor(
    private readonly tokens: ApiTokenRepository,
    private readonly audit: AuditRepository,
  ) {}

  /**
   * Returns the token itself, which is not stored.
   * @throws RejectedError TOKEN_EXISTS
   */
  async create(wanted: NewToken): Promise<{ token: string; row: ApiTokenEntity }> {
    const token = makeSecret();
    const { name, scope, createdBy: actor, expiresAt, limits } = wanted;
    // Read before the commit: what is lost after it can't take away the only answer with the token.
    const row = await this.audit.record(
      async (transaction) => {
        const made = await this.tokens.create(transaction, token, wanted);
        if (made === undefined) throw nameTaken(name);
        return this.find(String(made), transaction);
      },
      () => ({
        actor,
        action: 'token.create',
        subject: `token ${name}`,
        after: { scope, expires_at: expiresAt, ...(limits === null ? {} : { limits }) },
      }),
    );
    return { token, row };
  }

  list(page: { page: number; pageSize: number }): Promise<[ApiTokenEntity[], number]> {
    return this.tokens.list({ limit: page.pageSize, offset: (page.page - 1) * page.pageSize });
  }

  /**
   * Answers it, and which of the tokens that it made are still usable.
   * @throws RejectedError TOKEN_NOT_FOUND or TOKEN_CONFIGURED
   */
  async revoke(text: string, actor: Actor): Promise<{ row: ApiTokenEntity; remaining: ApiTokenEntity[] }> {
    const { row } = await this.audit.record(
      async (transaction) => {
        const { id } = await this.lockChangeable(transaction, text);
        const isRevoked = await this.tokens.revoke(transaction, id);
        return { row: await this.find(text, transaction), isRevoked };
      },
      ({ row, isRevoked }) => (isRevoked ? endOf(row, actor) : undefined),
    );
    return { row, remaining: await this.tokens.usableMadeBy(row.id) };
  }

  /** @throws RejectedError TOKEN_NOT_FOUND or TOKEN_CONFIGURED */
  remove(text: string, actor: Actor): Promise<ApiTokenEntity> {
    return this.audit.record(
      async (transaction) => {
        const row = await this.lockChangeable(transaction, text);
        await this.tokens.remove(transaction, row.id);
        return row;
      },
      (row) => endOf(row, actor),
    );
  }

  private async lockChangeable(transaction: Transaction, text: string): Promise<ApiTokenEntity> {
    const row = tokenOf(await this.tokens.lock(transaction, idIn(text)), text);
    if (row.kind === 'person' || row.name !== ADMIN_TOKEN_NAME || row.revokedAt !== null) return row;
    throw new RejectedError('TOKEN_CONFIGURED', `Token ${row.id} is the one that the service starts with`, {
      hint: 'Change PACKYARD_ADMIN_TOKEN or the file admin-token, and start the service again.',
    });
  }

  private async find(text: string, transaction?: Transaction): Promise<ApiTokenEntity> {
    return tokenOf(await this.tokens.find(idIn(text), transaction), text);
  }
}

/** 0 for an id that no token can have. */
function idIn(text: string): number {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return id <= MAX_ID ? id : 0;
}

/** Sessions are not managed here. */
function tokenOf(row: ApiTokenEntity | null, text: string): ApiTokenEntity {
  if (row?.kind === 'token' || row?.kind === 'person') return row;
  throw new RejectedError('TOKEN_NOT_FOUND', `Token '${text.slice(0, 20)}' not found`, {
    hint: 'List the tokens to see which there are.',
  });
}

function nameTaken(name: string): RejectedError {
  return new RejectedError('TOKEN_EXISTS', `There is a token '${name}' in use already`, {
    hint: 'Choose another name, or revoke that one first.',
  });
}

function endOf({ kind, name, scope }: ApiTokenEntity, actor: Actor): NewAuditEvent {
  return { actor, action: 'token.revoke', subject: `${kind} ${name}`, before: { scope } };
}

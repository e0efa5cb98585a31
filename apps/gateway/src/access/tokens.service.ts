import { Injectable } from '@nestjs/common';
import { ADMIN_TOKEN_NAME, RejectedError } from '@packyard/contracts';
import {
  type ApiTokenEntity,
  ApiTokenRepository,
  AuditRepository,
  type NewAuditEvent,
  type NewToken,
} from '@packyard/schema';
import { makeSecret } from './make-secret';

const LARGEST_ID = 2_147_483_647;

/** Makes tokens and takes them away again. */
@Injectable()
export class TokensService {
  constructor(
    private readonly tokens: ApiTokenRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** The only time that the token itself is known. */
  async create(wanted: NewToken): Promise<{ token: string; row: ApiTokenEntity }> {
    const token = makeSecret();
    const { name, scope, createdBy: actor, expiresAt } = wanted;
    const id = await this.audit.record(
      (transaction) => this.tokens.create(transaction, token, wanted),
      () => ({ actor, action: 'token.create', subject: `token ${name}`, after: { scope, expires_at: expiresAt } }),
    );
    return { token, row: await this.find(String(id)) };
  }

  list(page: { page: number; pageSize: number }): Promise<[ApiTokenEntity[], number]> {
    return this.tokens.list({ limit: page.pageSize, offset: (page.page - 1) * page.pageSize });
  }

  /** @throws RejectedError TOKEN_NOT_FOUND or TOKEN_CONFIGURED */
  async revoke(text: string, actor: string): Promise<ApiTokenEntity> {
    const row = await this.findChangeable(text);
    await this.audit.record(
      (transaction) => this.tokens.revoke(transaction, row.id),
      () => (row.revokedAt === null ? endOf(row, actor) : undefined),
    );
    return this.find(text);
  }

  /** @throws RejectedError TOKEN_NOT_FOUND or TOKEN_CONFIGURED */
  async remove(text: string, actor: string): Promise<ApiTokenEntity> {
    const row = await this.findChangeable(text);
    await this.audit.record(
      (transaction) => this.tokens.remove(transaction, row.id),
      () => endOf(row, actor),
    );
    return row;
  }

  private async findChangeable(text: string): Promise<ApiTokenEntity> {
    const row = await this.find(text);
    if (row.name !== ADMIN_TOKEN_NAME || row.revokedAt !== null) return row;
    throw new RejectedError('TOKEN_CONFIGURED', `Token ${row.id} is the one that the service starts with`, {
      hint: 'Change PACKYARD_ADMIN_TOKEN or the file admin-token, and start the service again.',
    });
  }

  private async find(text: string): Promise<ApiTokenEntity> {
    const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
    const row = id > 0 && id <= LARGEST_ID ? await this.tokens.find(id) : null;
    if (row?.kind === 'token') return row;
    throw new RejectedError('TOKEN_NOT_FOUND', `Token '${text.slice(0, 20)}' not found`, {
      hint: 'List the tokens to see which there are.',
    });
  }
}

function endOf({ name, scope }: ApiTokenEntity, actor: string): NewAuditEvent {
  return { actor, action: 'token.revoke', subject: `token ${name}`, before: { scope } };
}

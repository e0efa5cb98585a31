import { createHash } from 'node:crypto';
import type { TokenScope } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ApiTokenEntity } from '../entities/api-token.entity';

@Injectable()
export class ApiTokenRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The row of a token that is neither revoked nor expired. */
  async findUsable(token: string): Promise<ApiTokenEntity | undefined> {
    const found = await this.dataSource.manager.findOneBy(ApiTokenEntity, { hash: hashToken(token) });
    if (found === null || found.revokedAt !== null) return undefined;
    return found.expiresAt !== null && found.expiresAt <= new Date() ? undefined : found;
  }

  /** Makes the named token the only usable one of that name: a changed admin token locks out the former one. */
  async put(name: string, scope: TokenScope, token: string): Promise<void> {
    await this.dataSource.transaction(async (transaction) => {
      const hash = hashToken(token);
      await transaction.query(
        'UPDATE api_token SET revoked_at = now() WHERE name = $1 AND hash <> $2 AND revoked_at IS NULL',
        [name, hash],
      );
      await transaction.query(
        `INSERT INTO api_token (name, scope, hash) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT api_token_hash_unique DO UPDATE SET name = $1, scope = $2, revoked_at = NULL`,
        [name, scope, hash],
      );
    });
  }
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

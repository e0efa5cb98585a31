import { randomBytes } from 'node:crypto';
import type { TokenScope } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

export interface SignedOn {
  issuer: string;
  /** What the provider calls them for good; names may change. */
  subject: string;
  name: string;
  scope: TokenScope;
}

const NO_TOKEN_BYTES = 32;

/** Those who sign on at a provider of identities. */
@Injectable()
export class PersonRepository {
  /**
   * Knows them from now on, with the name and scope that they have now. Sessions from before they were shut out or revoked stay
   * ended. Returns the id.
   */
  async put(transaction: Transaction, { issuer, subject, name, scope }: SignedOn): Promise<number> {
    await transaction.query(END_FORMER_SESSIONS, [issuer, subject]);
    const row = await firstRowOf<{ id: number }>(
      transaction,
      `INSERT INTO api_token (kind, issuer, subject, name, scope, hash) VALUES ('person', $1, $2, $3, $4, $5)
       ON CONFLICT (issuer, subject) WHERE kind = 'person' DO UPDATE SET name = $3, scope = $4, revoked_at = NULL
       RETURNING id`,
      // The hash of nothing that anybody has.
      [issuer, subject, name, scope, randomBytes(NO_TOKEN_BYTES)],
    );
    if (row === undefined) throw new Error('A person could not be stored');
    const narrowed = `UPDATE api_token SET scope = $2, name = $3 WHERE parent_id = $1`;
    await transaction.query(narrowed, [row.id, scope, name]);
    return row.id;
  }

  /** Their sessions end. Answers whether they had any access. */
  async shutOut(transaction: Transaction, { issuer, subject }: Pick<SignedOn, 'issuer' | 'subject'>): Promise<boolean> {
    const ended = await rowsOf(
      transaction,
      `UPDATE api_token SET revoked_at = now()
       WHERE kind = 'person' AND issuer = $1 AND subject = $2 AND revoked_at IS NULL RETURNING id`,
      [issuer, subject],
    );
    return ended.length > 0;
  }
}

const END_FORMER_SESSIONS = `
  UPDATE api_token SET revoked_at = now() WHERE revoked_at IS NULL AND parent_id = (
    SELECT id FROM api_token WHERE kind = 'person' AND issuer = $1 AND subject = $2 AND revoked_at IS NOT NULL)`;

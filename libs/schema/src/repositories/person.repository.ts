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

/** What a person may do. */
export interface PersonAccess {
  id: number;
  name: string;
  scope: TokenScope;
  isRevoked: boolean;
}

const NO_TOKEN_BYTES = 32;
const ACCESS = `id, name, scope, revoked_at IS NOT NULL AS "isRevoked"`;

/** Those who sign on at a provider of identities. */
@Injectable()
export class PersonRepository {
  /**
   * Knows them from now on, with the name and scope that they have now. Sessions from before they were shut out or revoked stay
   * ended. Answers what they may do, and what they might before; nothing of the first time.
   */
  async put(
    transaction: Transaction,
    { issuer, subject, name, scope }: SignedOn,
  ): Promise<{ now: PersonAccess; former: PersonAccess | undefined }> {
    const former = await firstRowOf<PersonAccess>(transaction, `SELECT ${ACCESS} ${OF_PERSON} FOR UPDATE`, [
      issuer,
      subject,
    ]);
    await transaction.query(END_FORMER_SESSIONS, [issuer, subject]);
    const now = await firstRowOf<PersonAccess>(
      transaction,
      `INSERT INTO api_token (kind, issuer, subject, name, scope, hash) VALUES ('person', $1, $2, $3, $4, $5)
       ON CONFLICT (issuer, subject) WHERE kind = 'person' DO UPDATE SET name = $3, scope = $4, revoked_at = NULL
       RETURNING ${ACCESS}`,
      // The hash of nothing that anybody has.
      [issuer, subject, name, scope, randomBytes(NO_TOKEN_BYTES)],
    );
    if (now === undefined) throw new Error('A person could not be stored');
    const narrowed = `UPDATE api_token SET scope = $2, name = $3 WHERE parent_id = $1`;
    await transaction.query(narrowed, [now.id, scope, name]);
    return { now, former };
  }

  /** Their sessions end. Answers whom it took access from, if it was anybody. */
  async shutOut(
    transaction: Transaction,
    { issuer, subject }: Pick<SignedOn, 'issuer' | 'subject'>,
  ): Promise<PersonAccess | undefined> {
    const [ended] = await rowsOf<PersonAccess>(
      transaction,
      `UPDATE api_token SET revoked_at = now()
       WHERE kind = 'person' AND issuer = $1 AND subject = $2 AND revoked_at IS NULL RETURNING ${ACCESS}`,
      [issuer, subject],
    );
    return ended;
  }
}

const OF_PERSON = `FROM api_token WHERE kind = 'person' AND issuer = $1 AND subject = $2`;

const END_FORMER_SESSIONS = `
  UPDATE api_token SET revoked_at = now() WHERE revoked_at IS NULL AND parent_id = (
    SELECT id FROM api_token WHERE kind = 'person' AND issuer = $1 AND subject = $2 AND revoked_at IS NOT NULL)`;

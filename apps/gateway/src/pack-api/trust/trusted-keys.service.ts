import { Injectable } from '@nestjs/common';
import { type Actor, type NewTrustedKey, RejectedError } from '@packyard/contracts';
import { AuditRepository, type TrustedKeyRow, TrustRepository } from '@packyard/schema';
import { isSignedBy, parsePublicKey, parseSignature, prehash } from '@packyard/signatures';

/** Adds and removes keys; secret keys never get here. */
@Injectable()
export class TrustedKeysService {
  constructor(
    private readonly rows: TrustRepository,
    private readonly audit: AuditRepository,
  ) {}

  list(): Promise<TrustedKeyRow[]> {
    return this.rows.keys();
  }

  /** @throws RejectedError KEY_INVALID, KEY_EXISTS or SIGNATURE_REFUSED */
  async add({ name, public_key: text, endorsement, restore }: NewTrustedKey, actor: Actor): Promise<TrustedKeyRow> {
    const { id, text: publicKey } = parsePublicKey(text);
    const endorsedBy = endorsement === undefined ? null : await this.endorserOf(text, endorsement);
    const row = { id, name, publicKey, addedBy: actor.name, endorsedBy };
    const added = await this.audit.record(
      (transaction) => this.rows.addKey(transaction, row, restore),
      (made) =>
        made === undefined
          ? undefined
          : { actor, action: 'key.create', subject: `key ${id}`, after: { name, publicKey, endorsedBy } },
    );
    if (added === undefined) throw await this.refusal(id, publicKey);
    return added;
  }

  /** @throws RejectedError KEY_NOT_FOUND */
  async remove(id: string, actor: Actor): Promise<TrustedKeyRow> {
    const removed = await this.audit.record(
      (transaction) => this.rows.removeKey(transaction, id.toUpperCase(), actor.name),
      (row) =>
        row === undefined
          ? undefined
          : { actor, action: 'key.delete', subject: `key ${row.id}`, before: { name: row.name } },
    );
    if (removed !== undefined) return removed;
    throw new RejectedError('KEY_NOT_FOUND', `No key '${id.slice(0, 40)}' is trusted.`, {
      hint: 'List the trusted keys to see which there are.',
    });
  }

  /** A key may vouch for its successor, by a signature of the text that is its public key. */
  private async endorserOf(text: string, endorsement: string): Promise<string> {
    const signature = parseSignature(endorsement);
    if (typeof signature === 'string') throw notEndorsed(signature);
    const key = (await this.rows.keys()).find(({ id, removedAt }) => id === signature.keyId && removedAt === null);
    if (key === undefined) throw notEndorsed(`the key ${signature.keyId} that made it is not trusted`);
    if (isSignedBy(parsePublicKey(key.publicKey), signature, prehash(text))) return key.id;
    throw notEndorsed('it is not over this text; give the public key file as it was signed');
  }

  private async refusal(id: string, publicKey: string): Promise<RejectedError> {
    const known = (await this.rows.keys()).find((key) => key.id === id);
    if (known !== undefined && known.publicKey !== publicKey) {
      const hint = 'Make another key: signatures name keys by their ids.';
      return new RejectedError('KEY_EXISTS', `Another key has the id ${id}.`, { hint });
    }
    if (known?.removedAt != null) {
      const message = `The key ${id} (${known.name}) was removed by ${known.removedBy ?? 'somebody'}.`;
      return new RejectedError('KEY_EXISTS', message, { hint: 'If it is to be trusted again, say so with restore.' });
    }
    return new RejectedError('KEY_EXISTS', `The key ${id} is trusted already.`, {
      hint: 'There is nothing left to do.',
    });
  }
}

function notEndorsed(reason: string): RejectedError {
  return new RejectedError('SIGNATURE_REFUSED', `The endorsement can't be used: ${reason}.`, {
    hint: 'Give the .minisig of the public key file, made by a key that is trusted; or add the key without one.',
  });
}

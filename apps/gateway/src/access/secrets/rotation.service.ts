import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Actor, RejectedError, type RotationView } from '@packyard/contracts';
import { AuditRepository, SEALED_COLUMNS, type SealedColumn, SealedColumnRepository } from '@packyard/schema';
import {
  BUNDLE_SETTING,
  INDEX_CREDENTIALS,
  KEY_SOURCE,
  KeyFile,
  keyIdOf,
  type KeySource,
  REGISTRY_HEADERS,
  SecretVault,
  SOURCE_SECRET,
  WEBHOOK_SECRETS,
} from '@packyard/store';

const CONTEXTS: Readonly<Record<SealedColumn['table'], string>> = {
  execution_pack: SOURCE_SECRET,
  execution: INDEX_CREDENTIALS,
  registry: REGISTRY_HEADERS,
  bundle_setting: BUNDLE_SETTING,
  webhook: WEBHOOK_SECRETS,
};
const PAGE = 200;
const KEY_BYTES = 32;
// Longer than it takes to store what was sealed just before the new key was there.
const SETTLE_MS = 5000;

/**
 * Puts a new key in the place of the one that seals, without a pause: every process finds the new one as soon as it seals or
 * opens something; the former one stays until all is sealed again, and is then forgotten.
 */
@Injectable()
export class RotationService {
  constructor(
    @Inject(KEY_SOURCE) private readonly keys: KeySource,
    private readonly vault: SecretVault,
    private readonly sealed: SealedColumnRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** @throws RejectedError NOT_READY when a rotation is under way */
  async rotate(actor: Actor): Promise<RotationView> {
    const done = await this.sealed.alone(() => this.replaceKey());
    if (done === undefined) {
      throw new RejectedError('NOT_READY', 'Another rotation is under way.', { hint: 'Wait until it has ended.' });
    }
    await this.audit.record(
      () => Promise.resolve(),
      () => ({ actor, action: 'secret.rotate', subject: `key ${done.key_id}`, after: { resealed: done.resealed } }),
    );
    return done;
  }

  /**
   * 1. The file gets the new key, with the former ones below. 2. All is sealed again. 3. What was sealed with the former one
   * meanwhile has been stored, and is sealed again too. 4. The file loses the former ones. Whatever breaks off in between is
   * made up for by the next rotation: nothing is lost, because a key goes last.
   */
  private async replaceKey(): Promise<RotationView> {
    const { keys } = this;
    if (keys instanceof KeyFile) {
      const { current, others, digests } = keys.read(true);
      keys.write({ current: randomBytes(KEY_BYTES), others: [current, ...others], digests });
    }
    let resealed = await this.resealAll();
    await delay(SETTLE_MS);
    resealed += await this.resealAll();
    const ring = keys.read(true);
    if (keys instanceof KeyFile) keys.write({ ...ring, others: [] });
    return { key_id: keyIdOf(ring.current).toString('hex'), made: keys instanceof KeyFile, resealed };
  }

  private async resealAll(): Promise<number> {
    let count = 0;
    for (const column of SEALED_COLUMNS) {
      let last = 0;
      for (let page = await this.sealed.after(column, last, PAGE); page.length > 0;) {
        for (const value of page) {
          last = value.id;
          if (this.vault.isCurrent(value.sealed)) continue;
          const opened = this.openOrKeep(value.sealed, CONTEXTS[column.table]);
          if (opened === undefined) continue;
          const again = this.vault.seal(opened, CONTEXTS[column.table]);
          if (await this.sealed.replace(column, value, again)) count += 1;
        }
        page = await this.sealed.after(column, last, PAGE);
      }
    }
    return count;
  }

  /** What no key of ours opens is left as it is: it was lost before. */
  private openOrKeep(sealed: Buffer, context: string): string | undefined {
    try {
      return this.vault.open(sealed, context);
    } catch {
      return undefined;
    }
  }
}

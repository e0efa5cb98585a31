import type { TrustPolicy } from '@packyard/contracts';
import type { TrustRepository } from '@packyard/schema';
import { Trust } from './trust';

/** What is trusted, as the database says it at the moment. */
export class TrustBook {
  private reading: Promise<Trust> | undefined;

  constructor(private readonly rows: Pick<TrustRepository, 'keys'> & { policies(): Promise<readonly TrustPolicy[]> }) {}

  /** Whoever asks at the same time gets the same answer: every download asks. */
  now(): Promise<Trust> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<Trust> {
    const policies = await this.rows.policies();
    // Most services have none.
    const keys = policies.some(({ mode }) => mode !== 'off') ? await this.rows.keys() : [];
    return new Trust(keys, policies);
  }
}

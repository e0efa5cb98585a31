import type { TrustPolicy } from '@packyard/contracts';
import type { TrustRepository } from '@packyard/schema';
import { TrustPolicies } from './trust-policies';

/** What is trusted, as the database says it at the moment. */
export class TrustReader {
  private reading: Promise<TrustPolicies> | undefined;

  constructor(private readonly rows: Pick<TrustRepository, 'keys'> & { policies(): Promise<readonly TrustPolicy[]> }) {}

  /** Whoever asks at the same time gets the same answer: every download asks. */
  current(): Promise<TrustPolicies> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<TrustPolicies> {
    const policies = await this.rows.policies();
    // Most services have none.
    const keys = policies.some(({ mode }) => mode !== 'off') ? await this.rows.keys() : [];
    return new TrustPolicies(keys, policies);
  }
}

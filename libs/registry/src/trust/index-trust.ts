import { maskText, type SignatureOutcome } from '@packyard/contracts';
import type { TrustRepository } from '@packyard/schema';
import type { IndexReader, ReadOptions } from '../index-reader';
import type { IndexOnDisk } from '../index-on-disk';
import type { RegistryEndpoint } from '../registry-list';
import { shownLocation } from '../index-location';
import type { AskingPolicy, TrustPolicies } from './trust-policies';
import { enforce } from './trust-policies';
import type { TrustReader } from './trust-reader';

/** An index that may be used, and how its signature was found where one is asked for. */
export interface TrustedIndex {
  index: IndexOnDisk;
  signature: SignatureOutcome | undefined;
}

interface Asked {
  trust: TrustPolicies;
  policy: AskingPolicy;
  endpoint: RegistryEndpoint;
  options: ReadOptions;
}

interface Kept {
  text: string | undefined;
  readAt: number;
  /** Whether index and signature were read once more because they did not fit. */
  isPairTried: boolean;
}

/** What does not fit is asked for again after that: its publisher may have signed it meanwhile. */
const AGAIN_AFTER_MS = 30_000;

/** Reads indexes, and looks at their signatures where a policy asks for that. */
export class IndexTrust {
  private readonly signatures = new WeakMap<IndexOnDisk, Kept>();
  /** What was read in place of an index that did not fit its signature. */
  private readonly newer = new WeakMap<IndexOnDisk, IndexOnDisk>();

  constructor(
    private readonly reader: Pick<IndexReader, 'read' | 'readAnew' | 'signatureOf'>,
    private readonly trustReader: Pick<TrustReader, 'current'>,
    private readonly seen: Pick<TrustRepository, 'noteIndex'>,
  ) {}

  /** @throws PackyardError REGISTRY_UNAVAILABLE, REGISTRY_INVALID or SIGNATURE_REFUSED */
  async read(endpoint: RegistryEndpoint, options: ReadOptions): Promise<TrustedIndex> {
    const index = await this.reader.read(endpoint, options);
    const trust = await this.trustReader.current();
    const policy = trust.policyFor({ registry: endpoint.url });
    if (policy === undefined) return { index, signature: undefined };
    const found = await this.check({ trust, policy, endpoint, options }, this.newer.get(index) ?? index);
    if (found.index !== index) this.newer.set(index, found.index);
    enforce(found.signature, `The index ${shownLocation(endpoint.url)}`);
    return found;
  }

  /** Index and signature are two files: somebody may publish the next pair while they are read. Then both are read anew. */
  private async check(asked: Asked, index: IndexOnDisk): Promise<TrustedIndex & { signature: SignatureOutcome }> {
    let kept = this.signatures.get(index) ?? (await this.fetch(asked, index));
    let signature = await this.verify(asked, index, kept.text);
    if (signature.status !== 'valid' && performance.now() - kept.readAt > AGAIN_AFTER_MS) {
      kept = await this.fetch(asked, index);
      signature = await this.verify(asked, index, kept.text);
    }
    if (signature.status !== 'invalid' || kept.isPairTried) return { index, signature };
    kept.isPairTried = true;
    const anew = await this.reader.readAnew(asked.endpoint, asked.options);
    const { text } = await this.fetch(asked, anew);
    return { index: anew, signature: await this.verify(asked, anew, text) };
  }

  private async fetch({ endpoint, options }: Asked, index: IndexOnDisk): Promise<Kept> {
    const text = await this.reader.signatureOf(endpoint, options);
    const kept = { text, readAt: performance.now(), isPairTried: false };
    this.signatures.set(index, kept);
    return kept;
  }

  private async verify(
    { trust, policy, endpoint }: Asked,
    index: IndexOnDisk,
    text: string | undefined,
  ): Promise<SignatureOutcome> {
    const { prehash, registry, serial, expires } = index.told;
    const signed = { covers: 'index' as const, prehash: Buffer.from(prehash, 'hex'), signature: text };
    const outcome = trust.verify(policy, signed);
    if (outcome.status !== 'valid') return outcome;
    const end = expires === undefined ? Number.NaN : Date.parse(expires);
    if (serial === undefined || Number.isNaN(end)) {
      return { ...outcome, status: 'expired', problem: 'it does not say by serial and expires how long it holds' };
    }
    if (end <= Date.now())
      return { ...outcome, status: 'expired', problem: `it held until ${new Date(end).toISOString()}` };
    const known = await this.seen.noteIndex(endpoint.url, { registry, serial });
    if (known.registry !== registry) {
      const problem = `it is of the registry ${shownRegistry(registry)}, and ${shownRegistry(known.registry)} was seen there before`;
      return { ...outcome, status: 'misplaced', problem };
    }
    if (known.serial <= serial) return outcome;
    return { ...outcome, status: 'outdated', problem: `its serial is ${serial}, and ${known.serial} was seen before` };
  }
}

const MAX_SHOWN_LENGTH = 300;

function shownRegistry(registry: string): string {
  return maskText(registry).slice(0, MAX_SHOWN_LENGTH);
}

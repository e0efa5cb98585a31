import {
  describeSource,
  isAddressAmong,
  isSourceAmong,
  MaskedUrl,
  maskText,
  RejectedError,
  type Source,
  sourcePatternsOf,
  type TokenLimits,
} from '@packyard/contracts';
import { installedPackRef } from './installed-pack-ref';
import type { FetchRequest } from './sources/pack-source';

/**
 * What the tokens were limited to that asked for an execution. The gateway has refused sources of the request that are outside;
 * here it is about what nobody knew then: dependencies, redirects, and which pack it turned out to be.
 */
export class TokenSourcePolicy {
  constructor(
    private readonly limits: readonly TokenLimits[],
    private readonly packStore: string,
  ) {}

  /** @throws RejectedError FORBIDDEN */
  assertSource(source: Source, secretUrl: MaskedUrl | undefined): void {
    const place = { source: this.asRegistryReference(source), secretUrl: secretUrl?.reveal().href };
    if (this.patterns().every((patterns) => isSourceAmong(place, patterns))) return;
    throw refused(`${describeSource(source)} is none of the sources that the token may install from.`);
  }

  /** @throws RejectedError FORBIDDEN */
  assertPack(ref: string): void {
    const outside = this.limits.find(({ packs }) => packs?.includes(ref) === false);
    if (outside === undefined) return;
    throw refused(`It is the pack ${ref}, and the token may install ${outside.packs?.join(', ') ?? ''} only.`);
  }

  /** For redirects and submodules: they are compared as if they were sources. */
  get redirectCheck(): Pick<FetchRequest, 'mayLeadTo'> {
    const all = this.patterns();
    if (all.length === 0) return {};
    return {
      mayLeadTo: (place) => {
        const address = String(place);
        if (all.every((patterns) => isAddressAmong(address, patterns))) return;
        const shown = URL.canParse(address) ? new MaskedUrl(address).bare : maskText(address);
        throw refused(`The source redirects to ${shown}, which is none that the token may install from.`);
      },
    };
  }

  private patterns(): (readonly string[])[] {
    return this.limits.flatMap((limits) => {
      const patterns = sourcePatternsOf(limits);
      return patterns === undefined ? [] : [patterns];
    });
  }

  /** A version that is installed already, and becomes enabled because another pack needs it, counts as asked for by its name. */
  private asRegistryReference(source: Source): Source {
    const ref = installedPackRef(this.packStore, source);
    return ref === undefined ? source : { kind: 'registry', ref, range: '*' };
  }
}

function refused(message: string): RejectedError {
  return new RejectedError('FORBIDDEN', message, {
    hint: 'Use a token whose limits allow it; what a pack needs has to be within them too, or be enabled already.',
  });
}

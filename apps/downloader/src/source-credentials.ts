import { Injectable } from '@nestjs/common';
import { MaskedUrl } from '@packyard/contracts';
import type { ClaimedPack } from '@packyard/schema';
import { SecretVault, SOURCE_SECRET } from '@packyard/store';

/** Opens what the gateway sealed: the full URL of a source that was submitted with credentials. */
@Injectable()
export class SourceCredentials {
  constructor(private readonly vault: SecretVault) {}

  urlOf({ sealedUrl }: Pick<ClaimedPack, 'sealedUrl'>): MaskedUrl | undefined {
    return sealedUrl === null ? undefined : new MaskedUrl(this.vault.open(sealedUrl, SOURCE_SECRET));
  }
}

import { Injectable } from '@nestjs/common';
import { type ExecutionPackId, MaskedUrl } from '@packyard/contracts';
import { ExecutionPackRepository } from '@packyard/schema';
import { SecretVault, SOURCE_SECRET } from '@packyard/store';

/** Opens what the gateway sealed: the full URL of a source that was submitted with credentials. */
@Injectable()
export class SourceCredentials {
  constructor(
    private readonly packs: ExecutionPackRepository,
    private readonly vault: SecretVault,
  ) {}

  async urlOf(packId: ExecutionPackId): Promise<MaskedUrl | undefined> {
    const sealed = await this.packs.sealedUrlOf(packId);
    return sealed === null ? undefined : new MaskedUrl(this.vault.open(sealed, SOURCE_SECRET));
  }
}

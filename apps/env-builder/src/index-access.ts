import { Injectable } from '@nestjs/common';
import type { HostAccess } from '@packyard/network';
import type { ClaimedTask } from '@packyard/schema';
import { INDEX_CREDENTIALS, SecretVault } from '@packyard/store';

/** Opens what the gateway sealed: how package indexes and registries are to be asked for this request. */
@Injectable()
export class IndexAccess {
  constructor(private readonly vault: SecretVault) {}

  accessFor({ sealedIndexCredentials: sealed }: Pick<ClaimedTask, 'sealedIndexCredentials'>): HostAccess {
    return sealed == null ? {} : (JSON.parse(this.vault.open(sealed, INDEX_CREDENTIALS)) as HostAccess);
  }
}

import { RejectedError } from '@packyard/contracts';
import type { RegistryEntity, RegistryRepository } from '@packyard/schema';
import { REGISTRY_HEADERS, type SecretVault } from '@packyard/store';
import type { RegistryList, RegistryEndpoint } from './registry-list';

/** The registries of the database. */
export class StoredRegistries implements RegistryList {
  private reading: Promise<RegistryEndpoint[]> | undefined;

  constructor(
    private readonly registries: Pick<RegistryRepository, 'list'>,
    private readonly vault: SecretVault,
  ) {}

  /** Whoever asks at the same time gets the same answer: every download asks. */
  list(): Promise<RegistryEndpoint[]> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<RegistryEndpoint[]> {
    const rows = await this.registries.list();
    return rows
      .filter(({ enabled }) => enabled)
      .map((row) => ({ url: row.url, headers: openHeaders(this.vault, row) }));
  }
}

/** Nothing when there are none. */
export function sealHeaders(vault: SecretVault, headers: Readonly<Record<string, string>>): Buffer | null {
  return Object.keys(headers).length === 0 ? null : vault.seal(JSON.stringify(headers), REGISTRY_HEADERS);
}

export function openHeaders(
  vault: SecretVault,
  { id, sealedHeaders }: Pick<RegistryEntity, 'id' | 'sealedHeaders'>,
): Record<string, string> {
  if (sealedHeaders === null) return {};
  try {
    return JSON.parse(vault.open(sealedHeaders, REGISTRY_HEADERS)) as Record<string, string>;
  } catch (cause) {
    throw new RejectedError('REGISTRY_UNAVAILABLE', `The headers of registry ${id} were sealed with another key.`, {
      hint: 'Restore the former PACKYARD_SECRET_KEY, or remove the registry and add it again.',
      cause,
    });
  }
}

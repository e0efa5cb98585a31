import { Injectable } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import { openHeaders, type RegistryEndpoint } from '@packyard/registry';
import { type RegistryEntity, RegistryRepository } from '@packyard/schema';
import { SecretVault } from '@packyard/store';

/** A registry with its headers unsealed. */
export interface KnownRegistry extends RegistryEndpoint {
  /** Negative for configured ones. */
  id: number;
  name: string | null;
  position: number;
  enabled: boolean;
  configured: boolean;
  createdAt: Date | null;
  updatedAt: Date | null;
}

/** The URLs of PACKYARD_REGISTRIES. */
export class ConfiguredRegistries {
  constructor(readonly urls: readonly string[]) {}
}

/** All registries: added ones first, then configured ones. */
@Injectable()
export class KnownRegistries {
  constructor(
    private readonly rows: RegistryRepository,
    private readonly vault: SecretVault,
    private readonly configured: ConfiguredRegistries,
  ) {}

  /** In lookup order. A configured registry that was also added is listed once, as added. */
  async list(): Promise<KnownRegistry[]> {
    const added = (await this.rows.list()).map((row) => this.known(row));
    const enabledUrls = new Set(added.filter(({ enabled }) => enabled).map(({ url }) => url));
    const next = Math.max(-1, ...added.map(({ position }) => position)) + 1;
    const configured = this.configured.urls.map((url, index) => configuredOne(url, index, next));
    return [...added, ...configured.filter(({ url }) => !enabledUrls.has(url))];
  }

  /** @throws RejectedError REGISTRY_NOT_FOUND */
  async require(id: string): Promise<KnownRegistry> {
    const found = (await this.list()).find((registry) => String(registry.id) === id);
    if (found === undefined) throw registryNotFound(id);
    return found;
  }

  /** @throws RejectedError REGISTRY_NOT_FOUND, or REGISTRY_CONFIGURED when requests can't change it */
  async requireChangeable(id: string): Promise<KnownRegistry> {
    const found = await this.require(id);
    if (!found.configured) return found;
    throw new RejectedError('REGISTRY_CONFIGURED', `Pack index ${found.id} comes from PACKYARD_REGISTRIES`, {
      hint: 'Change the variable and start the service again.',
    });
  }

  private known(row: RegistryEntity): KnownRegistry {
    const { id, name, url, position, enabled, createdAt, updatedAt } = row;
    const headers = openHeaders(this.vault, row);
    return { id, name, url, position, enabled, headers, configured: false, createdAt, updatedAt };
  }
}

export function registryNotFound(id: string): RejectedError {
  return new RejectedError('REGISTRY_NOT_FOUND', `Pack index ${id.slice(0, 20)} not found`, {
    hint: 'List the registries to see which there are.',
  });
}

function configuredOne(url: string, index: number, next: number): KnownRegistry {
  return {
    id: -1 - index,
    name: null,
    url,
    position: next + index,
    enabled: true,
    headers: {},
    configured: true,
    createdAt: null,
    updatedAt: null,
  };
}

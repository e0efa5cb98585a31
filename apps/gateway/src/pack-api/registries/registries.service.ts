import { Injectable } from '@nestjs/common';
import { type Actor, MaskedUrl, type NewRegistry, RejectedError, type RegistryChanges } from '@packyard/contracts';
import { sealHeaders } from '@packyard/registry';
import { AuditRepository, RegistryRepository } from '@packyard/schema';
import { SecretVault } from '@packyard/store';
import { ParametersInvalid } from '../../http/errors/parameters-invalid';
import { IndexInspector } from './index-inspector';
import { type KnownRegistry, KnownRegistries, registryNotFound } from './known-registries';

const KEEP = '***';

/** What was stored of a registry, and what of its index can't be used; nothing of an index that was not read. */
export interface StoredRegistry {
  registry: KnownRegistry;
  warnings: readonly string[];
}

/** Adds, changes and removes registries. The index must be readable, unless the check is skipped. */
@Injectable()
export class RegistriesService {
  constructor(
    private readonly rows: RegistryRepository,
    private readonly book: KnownRegistries,
    private readonly vault: SecretVault,
    private readonly inspector: IndexInspector,
    private readonly audit: AuditRepository,
  ) {}

  async add(
    { name, url: written, position, enabled, headers, skip_check: skip }: NewRegistry,
    actor: Actor,
  ): Promise<StoredRegistry> {
    const url = normalized(written);
    const kept = headersToKeep({}, headers);
    const warnings = skip ? [] : await this.inspector.check({ url, headers: kept });
    const sealedHeaders = sealHeaders(this.vault, kept);
    const added = { name, url, enabled, sealedHeaders, ...(position === undefined ? {} : { position }) };
    const id = await this.audit.record(
      (transaction) => this.rows.add(transaction, added),
      (made) =>
        made === undefined
          ? undefined
          : {
              actor,
              action: 'registry.create',
              subject: `registry ${made}`,
              after: shown({ ...added, headers: kept }),
            },
    );
    if (id === undefined) throw registryExists(url);
    return { registry: await this.book.require(String(id)), warnings };
  }

  async change(id: string, { skip_check: skip, ...changes }: RegistryChanges, actor: Actor): Promise<StoredRegistry> {
    const former = await this.book.requireChangeable(id);
    const url = changes.url === undefined ? former.url : normalized(changes.url);
    if (changes.headers === undefined) assertHeadersMayStay(former, url);
    const headers =
      changes.headers === undefined ? former.headers : headersToKeep(keepable(former, url), changes.headers);
    const isElsewhere = changes.url !== undefined || changes.headers !== undefined;
    const warnings = isElsewhere && !skip ? await this.inspector.check({ url, headers }) : [];
    const next = {
      name: changes.name === undefined ? former.name : changes.name,
      url,
      position: changes.position ?? former.position,
      enabled: changes.enabled ?? former.enabled,
    };
    const event = { actor, action: 'registry.update' as const, subject: `registry ${former.id}` };
    const isChanged = await this.audit.record(
      (transaction) =>
        this.rows.change(transaction, former.id, { ...next, sealedHeaders: sealHeaders(this.vault, headers) }),
      (done) => (done ? { ...event, before: shown(former), after: shown({ ...next, headers }) } : undefined),
    );
    if (!isChanged) throw (await this.rows.find(former.id)) === null ? registryNotFound(id) : registryExists(url);
    return { registry: await this.book.require(id), warnings };
  }

  async remove(id: string, actor: Actor): Promise<KnownRegistry> {
    const former = await this.book.requireChangeable(id);
    const event = { actor, action: 'registry.delete' as const, subject: `registry ${former.id}` };
    const isRemoved = await this.audit.record(
      (transaction) => this.rows.remove(transaction, former.id),
      (done) => (done ? { ...event, before: shown(former) } : undefined),
    );
    if (!isRemoved) throw registryNotFound(id);
    return former;
  }
}

/** For the audit: only the names of headers. */
function shown({ name, url, enabled, headers }: Pick<KnownRegistry, 'name' | 'url' | 'enabled' | 'headers'>) {
  return {
    name,
    url: url.startsWith('/') ? url : new MaskedUrl(url).toString(),
    enabled,
    headers: Object.keys(headers),
  };
}

/** One form for each URL, so that an index is not added twice. */
function normalized(url: string): string {
  return url.startsWith('/') ? url : new URL(url).href;
}

/** Headers are not kept when the URL moves to another host: they have to be given again. */
function assertHeadersMayStay(former: KnownRegistry, url: string): void {
  const names = Object.keys(former.headers);
  if (names.length === 0 || isSameHost(former.url, url)) return;
  throw new ParametersInvalid([
    { path: 'headers', message: `${names.join(', ')} belong to the former host; give headers for the new one, or {}` },
  ]);
}

function keepable(former: KnownRegistry, url: string): Readonly<Record<string, string>> {
  return isSameHost(former.url, url) ? former.headers : {};
}

function isSameHost(a: string, b: string): boolean {
  if (a === b) return true;
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

/** `***` stands for a stored value in answers; sent back, it keeps that value. */
function headersToKeep(
  former: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (value !== KEEP) return [name, value];
      const kept = former[name];
      if (kept !== undefined) return [name, kept];
      throw new ParametersInvalid([{ path: `headers.${name}`, message: 'has no value yet that could be kept' }]);
    }),
  );
}

function registryExists(url: string): RejectedError {
  return new RejectedError('REGISTRY_EXISTS', `There is a pack index with the URL ${url} already`, {
    hint: 'Change that one, or remove it first.',
  });
}

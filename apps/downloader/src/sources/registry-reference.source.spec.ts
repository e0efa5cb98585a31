import type { Offers, RegistryEntry } from '@packyard/registry';
import { RegistryReferenceSource } from './registry-reference.source';

it('says of a version that the registry does not offer which it has, and which it names in vain', async () => {
  const entries = ['1.10.0', '1.9.0'].map((version): RegistryEntry => ({ ref: 'slack', version, sources: [] }));
  const leftOut = ['slack 2.0.0 is left out: it has no install_sources.'];
  const offers: Offers = { entries, registry: '/index.json', signature: undefined, warnings: [], leftOut };
  const catalog = { require: () => Promise.resolve(offers) } as never;
  const source = new RegistryReferenceSource(catalog, () => Promise.reject(new Error('fetched')), {} as never);
  const wanted = { kind: 'registry', ref: 'slack', range: '2.0.0' } as const;
  await expect(source.fetch(wanted, {} as never, new AbortController().signal)).rejects.toMatchObject({
    code: 'VERSION_NOT_IN_REGISTRY',
    hint: 'It has 1.9.0, 1.10.0. slack 2.0.0 is left out: it has no install_sources.',
  });
});

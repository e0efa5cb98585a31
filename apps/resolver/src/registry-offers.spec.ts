import { UnavailableError } from '@packyard/contracts';
import type { LookUp } from '@packyard/registry';
import type { Candidate, Offered } from './solver/problem';
import { RegistryOffers } from './registry-offers';

describe('RegistryOffers', () => {
  const asked: LookUp[] = [];
  let versions: string[];
  let problem: Error | undefined;
  let lookUp: LookUp;
  let offers: RegistryOffers;

  beforeEach(() => {
    asked.splice(0);
    versions = ['1.0.0'];
    problem = undefined;
    lookUp = { verifySsl: true, signal: new AbortController().signal };
    offers = new RegistryOffers({ offered }, lookUp);
  });

  it('tells what was published since, asking for indexes of this moment', async () => {
    expect([...(await offers.fetch(['core']))]).toMatchObject([['core', [{ version: '1.0.0' }]]]);
    expect(await offers.haveChanged()).toBe(false);
    versions.push('2.0.0');
    expect(await offers.haveChanged()).toBe(true);
    expect(asked.map(({ maxAgeMs }) => maxAgeMs)).toEqual([undefined, 1000, 1000]);
  });

  it('asks nobody where nothing was asked before', async () => {
    expect(await offers.haveChanged()).toBe(false);
    expect(asked).toEqual([]);
  });

  it('keeps what it has seen where a registry does not answer any more', async () => {
    await offers.fetch(['core']);
    problem = new UnavailableError('REGISTRY_UNAVAILABLE', 'The registry could not be read.');
    expect(await offers.haveChanged()).toBe(false);
    problem = new Error('a bug');
    await expect(offers.haveChanged()).rejects.toThrow('a bug');
  });

  function offered(refs: readonly string[], one: LookUp): Promise<Offered> {
    asked.push(one);
    if (problem !== undefined) return Promise.reject(problem);
    const of = (ref: string) =>
      versions.map((version): Candidate => ({ ref, version, availability: 'registry', dependencies: [] }));
    return Promise.resolve(new Map(refs.map((ref) => [ref, of(ref)])));
  }
});

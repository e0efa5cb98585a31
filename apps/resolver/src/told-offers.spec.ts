import { UnavailableError } from '@packyard/contracts';
import type { LookUp } from '@packyard/registry';
import type { Candidate, Offered } from './solver/problem';
import { ToldOffers } from './told-offers';

describe('ToldOffers', () => {
  const asked: LookUp[] = [];
  let versions: string[];
  let problem: Error | undefined;
  let lookUp: LookUp;
  let told: ToldOffers;

  beforeEach(() => {
    asked.splice(0);
    versions = ['1.0.0'];
    problem = undefined;
    lookUp = { verifySsl: true, signal: new AbortController().signal };
    told = new ToldOffers({ offered }, lookUp);
  });

  it('tells what was published since, asking for indexes of this moment', async () => {
    expect([...(await told.of(['core']))]).toMatchObject([['core', [{ version: '1.0.0' }]]]);
    expect(await told.haveChanged()).toBe(false);
    versions.push('2.0.0');
    expect(await told.haveChanged()).toBe(true);
    expect(asked.map(({ maxAgeMs }) => maxAgeMs)).toEqual([undefined, 1000, 1000]);
  });

  it('asks nobody where nothing was asked before', async () => {
    expect(await told.haveChanged()).toBe(false);
    expect(asked).toEqual([]);
  });

  it('leaves it at what was told where a registry does not answer any more', async () => {
    await told.of(['core']);
    problem = new UnavailableError('REGISTRY_UNAVAILABLE', 'The registry could not be read.');
    expect(await told.haveChanged()).toBe(false);
    problem = new Error('a bug');
    await expect(told.haveChanged()).rejects.toThrow('a bug');
  });

  function offered(refs: readonly string[], one: LookUp): Promise<Offered> {
    asked.push(one);
    if (problem !== undefined) return Promise.reject(problem);
    const of = (ref: string) =>
      versions.map((version): Candidate => ({ ref, version, availability: 'registry', dependencies: [] }));
    return Promise.resolve(new Map(refs.map((ref) => [ref, of(ref)])));
  }
});

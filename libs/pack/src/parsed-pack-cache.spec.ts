import type { Pack } from './pack';
import { ParsedPackCache } from './parsed-pack-cache';

const MEGABYTE = 1024 * 1024;
const key = { digest: 'sha256:1', ref: 'slack', skipValidation: false };
const pack = { problems: [] } as unknown as Pack;

describe('the cache of parsed packs', () => {
  it('finds a pack by its files, its name and how strictly it was read', () => {
    const packs = new ParsedPackCache();
    packs.keep(key, pack, 100);
    expect(packs.find(key)).toBe(pack);
    expect(packs.find({ ...key, digest: 'sha256:2' })).toBeUndefined();
    expect(packs.find({ ...key, ref: 'slack2' })).toBeUndefined();
    expect(packs.find({ ...key, skipValidation: true })).toBeUndefined();
  });

  it('forgets the oldest first, when all are too large together', () => {
    const packs = new ParsedPackCache();
    const keys = Array.from({ length: 10 }, (_none, number) => ({ ...key, ref: `pack${number}` }));
    for (const each of keys) packs.keep(each, pack, MEGABYTE);
    expect(keys.filter((each) => packs.find(each) === undefined)).toEqual(keys.slice(0, 2));
  });

  it('counts a pack once, however often it is read', () => {
    const packs = new ParsedPackCache();
    packs.keep({ ...key, ref: 'other' }, pack, MEGABYTE);
    for (let time = 0; time < 20; time += 1) packs.keep(key, pack, MEGABYTE);
    expect(packs.find({ ...key, ref: 'other' })).toBe(pack);
  });

  it('does not keep one that is too large alone', () => {
    const packs = new ParsedPackCache();
    packs.keep(key, pack, 9 * MEGABYTE);
    expect(packs.find(key)).toBeUndefined();
  });
});

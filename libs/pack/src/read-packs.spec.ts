import type { Pack } from './pack';
import { ReadPacks } from './read-packs';

const MEGABYTE = 1024 * 1024;
const key = { digest: 'sha256:1', ref: 'slack', skipValidation: false };
const pack = { problems: [] } as unknown as Pack;

describe('packs that were read lately', () => {
  it('are found by their files, their name and how strictly they were read', () => {
    const packs = new ReadPacks();
    packs.keep(key, pack, 100);
    expect(packs.find(key)).toBe(pack);
    expect(packs.find({ ...key, digest: 'sha256:2' })).toBeUndefined();
    expect(packs.find({ ...key, ref: 'slack2' })).toBeUndefined();
    expect(packs.find({ ...key, skipValidation: true })).toBeUndefined();
  });

  it('are forgotten, the oldest first, when they get too large together', () => {
    const packs = new ReadPacks();
    const keys = Array.from({ length: 10 }, (_none, number) => ({ ...key, ref: `pack${number}` }));
    for (const each of keys) packs.keep(each, pack, MEGABYTE);
    expect(keys.filter((each) => packs.find(each) === undefined)).toEqual(keys.slice(0, 2));
  });

  it('count once, however often they are read', () => {
    const packs = new ReadPacks();
    packs.keep({ ...key, ref: 'other' }, pack, MEGABYTE);
    for (let time = 0; time < 20; time += 1) packs.keep(key, pack, MEGABYTE);
    expect(packs.find({ ...key, ref: 'other' })).toBe(pack);
  });

  it('are not kept when one alone is too large', () => {
    const packs = new ReadPacks();
    packs.keep(key, pack, 9 * MEGABYTE);
    expect(packs.find(key)).toBeUndefined();
  });
});

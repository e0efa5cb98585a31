import { Identities } from './identities';

describe.each([true, false])('Identities, where a container has many: %s', (hasMany) => {
  it('gives a user that was given back last of all', () => {
    const identities = new Identities(hasMany);
    const first = identities.take();
    identities.giveBack(first);
    const later = Array.from({ length: 63 }, () => {
      const identity = identities.take();
      identities.giveBack(identity);
      return identity.uid;
    });
    expect(later).not.toContain(first.uid);
    expect(new Set(later).size).toBe(63);
  });

  it('gives none twice at a time, and none of the tools', () => {
    const identities = new Identities(hasMany);
    const taken = Array.from({ length: 64 }, () => identities.take().uid);
    expect(new Set([...taken, identities.shared.uid]).size).toBe(65);
  });

  it('says when there are no more', () => {
    const identities = new Identities(hasMany);
    for (let i = 0; i < 64; i += 1) identities.take();
    expect(() => identities.take()).toThrow('More than 64 foreign programs run at the same time');
  });

  it('gives processes users of their own', () => {
    const all = [10, 11].flatMap((process) => {
      const identities = new Identities(hasMany, process);
      return Array.from({ length: 64 }, () => identities.take().uid);
    });
    expect(new Set(all).size).toBe(128);
  });
});

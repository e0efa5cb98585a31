import { ForeignUsers } from './foreign-users';

describe.each([true, false])('ForeignUsers, where a container has many: %s', (hasMany) => {
  it('gives a user that was released last of all', () => {
    const foreignUsers = new ForeignUsers(hasMany);
    const first = foreignUsers.take();
    foreignUsers.release(first);
    const later = Array.from({ length: 63 }, () => {
      const foreignUser = foreignUsers.take();
      foreignUsers.release(foreignUser);
      return foreignUser.uid;
    });
    expect(later).not.toContain(first.uid);
    expect(new Set(later).size).toBe(63);
  });

  it('gives none twice at a time, and none of the tools', () => {
    const foreignUsers = new ForeignUsers(hasMany);
    const taken = Array.from({ length: 64 }, () => foreignUsers.take().uid);
    expect(new Set([...taken, foreignUsers.shared.uid]).size).toBe(65);
  });

  it('says when there are no more', () => {
    const foreignUsers = new ForeignUsers(hasMany);
    for (let i = 0; i < 64; i += 1) foreignUsers.take();
    expect(() => foreignUsers.take()).toThrow('More than 64 foreign programs run at the same time');
  });

  it('gives processes users of their own', () => {
    const all = [10, 11].flatMap((process) => {
      const foreignUsers = new ForeignUsers(hasMany, process);
      return Array.from({ length: 64 }, () => foreignUsers.take().uid);
    });
    expect(new Set(all).size).toBe(128);
  });
});

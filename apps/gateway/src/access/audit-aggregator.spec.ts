import type { AuditRepository, CountedOccurrence } from '@packyard/schema';
import { AuditAggregator } from './audit-aggregator';

const ADMIN = { kind: 'user', id: 1, name: 'admin' } as const;

describe('AuditAggregator', () => {
  let written: CountedOccurrence[];
  let auditAggregator: AuditAggregator;
  const flushed = async () => {
    await auditAggregator.onModuleDestroy();
    return written;
  };
  const refuse = (count: number, actor?: typeof ADMIN) => {
    for (let i = 0; i < count; i += 1) {
      const subject = `GET /${i}`;
      auditAggregator.note({
        action: 'access.deny',
        ...(actor && { actor }),
        address: '192.0.2.66',
        subject,
        reason: 'no',
      });
    }
  };

  beforeEach(() => {
    written = [];
    auditAggregator = new AuditAggregator({
      count: (counted: CountedOccurrence[]) => Promise.resolve(written.push(...counted)),
    } as unknown as AuditRepository);
  });

  it('counts those that are alike, and of very many kinds the rest together', async () => {
    refuse(300);
    refuse(300);
    const all = await flushed();
    expect(all).toHaveLength(201);
    expect(all.at(-1)).toMatchObject({ subject: 'others', address: null, count: 200 });
    expect(all[0]).toMatchObject({ subject: 'GET /0', address: '192.0.2.66', count: 2 });
  });

  it('tells who has logged in, who was refused and whose password was guessed, however many kinds strangers make', async () => {
    refuse(300);
    const address = '192.0.2.77';
    auditAggregator.note({
      action: 'session.begin',
      actor: ADMIN,
      address,
      subject: 'user admin',
      reason: 'by a client',
    });
    for (let i = 0; i < 300; i += 1)
      auditAggregator.note({
        action: 'login.fail',
        address: `10.0.${i % 250}.${i}`,
        subject: 'user unknown',
        reason: 'no such user',
      });
    auditAggregator.note({ action: 'login.fail', address, subject: 'user admin', reason: 'a wrong password' });
    refuse(1, ADMIN);
    const told = (await flushed()).filter((one) => one.address === address || one.actor === ADMIN);
    expect(told.map(({ action, actor, subject }) => [action, actor.name, subject])).toEqual([
      ['session.begin', 'admin', 'user admin'],
      ['login.fail', 'nobody', 'user admin'],
      ['access.deny', 'admin', 'GET /0'],
    ]);
  });

  it('tells one from whose refusals there are very many when they log in', async () => {
    refuse(300, ADMIN);
    const address = '192.0.2.77';
    auditAggregator.note({
      action: 'session.begin',
      actor: ADMIN,
      address,
      subject: 'user admin',
      reason: 'by a client',
    });
    expect((await flushed()).at(-1)).toMatchObject({ action: 'session.begin', actor: ADMIN, address });
  });
});

import { BootstrapPolicy, type Caller } from './bootstrap-policy';

const TABLE = (uid: number) => `header
  0: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000 ${uid} 0 1 1 0 20 4 30 10 -1`;
const peer = { address: '127.0.0.1', port: 50_000 };
const aCaller = (change: Partial<Caller> = {}): Caller => ({
  connection: { peer, own: { address: '127.0.0.1', port: 8080 } },
  headers: { host: 'localhost:8080' },
  httpVersion: '1.1',
  ...change,
});
const from = (address: string) =>
  aCaller({ connection: { peer: { ...peer, address }, own: { address: '127.0.0.1', port: 8080 } } });
const withHeaders = (headers: Record<string, string>) => aCaller({ headers: { host: 'localhost:8080', ...headers } });

/** Where nobody knows who is at the other end, unless tables are given. */
const policy = (isOpen: boolean, tables: string[] = []) =>
  new BootstrapPolicy(isOpen, { userId: 1000, readTables: () => Promise.resolve(tables) });
const refusal = { status: 403, message: expect.stringMatching(/PACKYARD_ALLOW_BOOTSTRAP=true/) };

async function expectRefused(caller: Caller, tables: string[] = []): Promise<void> {
  await expect(policy(false, tables).assertMay(caller)).rejects.toMatchObject(refusal);
  await expect(policy(true, tables).assertMay(caller)).resolves.toBeUndefined();
}

describe('bootstrapping', () => {
  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('is allowed from %s', async (address) => {
    await expect(policy(false).assertMay(from(address))).resolves.toBeUndefined();
  });

  // Some of these are this machine, as builds come from it.
  it.each([
    '127.80.65.67',
    '::ffff:127.80.65.67',
    '127.8.9.1',
    '10.0.0.1',
    '192.0.2.127',
    '::',
    '::ffff:10.0.0.1',
    'fe80::1',
    '1127.0.0.1',
    '',
  ])('is allowed from %j only when the configuration says so', (address) => expectRefused(from(address)));

  it.each(['127.0.0.1:8080', '[::1]:8080', 'LOCALHOST'])('is allowed when it is asked of %s', async (host) => {
    await expect(policy(false).assertMay(withHeaders({ host }))).resolves.toBeUndefined();
  });

  it.each([
    ['a page of another origin', withHeaders({ origin: 'https://page.example' })],
    ['a page in any browser', withHeaders({ 'sec-fetch-site': 'same-origin' })],
    ['a name that leads here', withHeaders({ host: 'rebound.example:8080' })],
    ['a name that only begins right', withHeaders({ host: '127.0.0.1.example' })],
    ['a proxy', withHeaders({ 'x-forwarded-for': '203.0.113.9' })],
    ['another proxy', withHeaders({ forwarded: 'for=203.0.113.9' })],
    ['a proxy that speaks as they all once did', aCaller({ httpVersion: '1.0' })],
  ])('is not for %s, although it comes from this machine', (_who, caller) => expectRefused(caller));

  it.each([
    ['the user that runs the service', 1000],
    ['root', 0],
  ])('is for %s', async (_who, user) => {
    await expect(policy(false, [TABLE(user)]).assertMay(aCaller())).resolves.toBeUndefined();
  });

  it('is not for another user of this machine, such as a proxy that says nothing of itself', async () => {
    await expectRefused(aCaller(), [TABLE(33)]);
  });

  it('is not for who is nowhere to be found', () => expectRefused(aCaller(), ['header']));
});

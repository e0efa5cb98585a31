import { peerUserIn, readSocketTables } from './peer-user';

// As on a machine whose processors put the lowest byte first, like those of every machine that we know.
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000   999        0 31001 1 0000000000000000 100 0 0 10 0
   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 31002 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000   999        0 31003 1 0000000000000000 20 4 30 10 -1
   3: 0100007F:C351 0100007F:1F90 06 00000000:00000000 03:00000F9F 00000000     0        0 0 3 0000000000000000
   4: 0100007F:C352 0100007F:1F90 04 00000000:00000000 01:00000015 00000000     0        0 0 1 0000000000000000
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000   999        0 32001 1 0000000000000000 100 0 0 10 0
   1: 00000000000000000000000001000000:C350 00000000000000000000000001000000:1F90 01 00000000:00000000 00:00000000 00000000    33        0 32002 1 0000000000000000 20 4 30 10 -1
   2: 0000000000000000FFFF00000100007F:C353 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 32003 1 0000000000000000 20 4 30 10 -1
   3: B80D0120000000000000000001000000:C354 00000000000000000000000001000000:1F90 01 00000000:00000000 00:00000000 00000000  1002        0 32004 1 0000000000000000 20 4 30 10 -1
`;
const find = (address: string, port: number, own = address) =>
  peerUserIn([TCP, TCP6], { peer: { address, port }, own: { address: own, port: 8080 } });

describe('the user at the other end', () => {
  it.each([
    ['of an IPv4 socket', '127.0.0.1', 50_000, '127.0.0.1', 1000],
    ['of an IPv4 socket that talks to one of IPv6', '::ffff:127.0.0.1', 50_000, '::ffff:127.0.0.1', 1000],
    ['of an IPv6 socket', '::1', 50_000, '::1', 33],
    ['of an IPv6 socket that talks IPv4', '127.0.0.1', 50_003, '127.0.0.1', 1001],
    ['of another address of this machine', '2001:db8::1', 50_004, '::1', 1002],
  ])('is that %s', (_what, address, port, own, user) => {
    expect(find(address, port, own)).toBe(user);
  });

  it.each([
    ['a socket that waits for its end', '127.0.0.1', 50_001, '127.0.0.1'],
    ['a socket whose process has closed it', '127.0.0.1', 50_002, '127.0.0.1'],
    ['our own end', '127.0.0.1', 8080, '127.0.0.1'],
    ['another port', '127.0.0.1', 50_009, '127.0.0.1'],
    ['another address of ours', '127.0.0.1', 50_000, '127.0.0.2'],
    ['a foreign address', '10.0.0.1', 50_000, '127.0.0.1'],
  ])('is nobody for %s', (_what, address, port, own) => {
    expect(find(address, port, own)).toBeUndefined();
  });

  it('is not known where there are no tables', async () => {
    expect(await readSocketTables(['/nowhere/tcp', '/nowhere/tcp6'])).toEqual([]);
    await expect(readSocketTables(['/'])).rejects.toThrow('EISDIR');
    expect(peerUserIn([''], { peer: { address: '::1', port: 1 }, own: { address: '::1', port: 2 } })).toBeUndefined();
  });
});

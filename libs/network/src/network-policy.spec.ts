import os from 'node:os';
import { NetworkPolicy } from './network-policy';

describe('NetworkPolicy', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '10.1.2.3',
    '192.168.0.1',
    '172.16.5.5',
    '169.254.169.254',
    '168.63.129.16',
    '::ffff:168.63.129.16',
    '100.64.0.1',
    '224.0.0.1',
    '[::1]',
    '[::7f00:1]',
    '::10.0.0.1',
    '::8.8.8.8',
    '1::1',
    '5f00::1',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'localhost',
  ])('refuses %s by default, and says how to allow it', async (host) => {
    await expect(policy('false').resolve(host)).rejects.toMatchObject({
      code: 'SOURCE_FORBIDDEN',
      hint: expect.stringContaining('PACKYARD_ALLOW_PRIVATE_NETWORKS'),
    });
  });

  it.each([
    ['192.168.7.20', '192.168.7.0/24'],
    ['10.1.2.3', '10.1.2.0/24'],
    ['fd00:1:2:3::9', 'fd00:1:2:3::/64'],
    ['::ffff:127.0.0.1', '127.0.0.0/24'],
    ['168.63.129.16', '168.63.129.16/32'],
  ])('names the network of %s as the one to allow, and it is', async (host, network) => {
    await expect(policy('false').resolve(host)).rejects.toMatchObject({
      hint: `To allow it, name its network in PACKYARD_ALLOW_PRIVATE_NETWORKS, for example ${network}.`,
    });
    expect(await policy(network).resolve(host)).toHaveLength(1);
  });

  it.each(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])('lets %s pass', async (host) => {
    expect(await policy('false').resolve(host)).toEqual([expect.objectContaining({ address: host })]);
  });

  it.each([
    ['93.184.215.14', '93.184.215.14/32'],
    ['::ffff:93.184.215.14', '93.184.215.14/32'],
    ['2606:2800:21f:cb07::1', '2606:2800:21f:cb07::1/128'],
  ])('refuses %s where this machine has that address itself, and says how to allow it', async (host, network) => {
    const own: string[] = [];
    const at = (text: string) => new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: text }, () => own);
    const closed = at('false');
    expect(await closed.resolve(host)).toHaveLength(1);
    // Machines get addresses, and lose them.
    own.push('10.0.0.1', 'fe80::1', '93.184.215.14', '2606:2800:21f:cb07:0:0:0:1');
    await expect(closed.resolve(host)).rejects.toMatchObject({
      code: 'SOURCE_FORBIDDEN',
      message: `Sources may not be fetched from ${host}: its network is this machine's own.`,
      hint: `To allow it, name its network in PACKYARD_ALLOW_PRIVATE_NETWORKS, for example ${network}.`,
    });
    expect(await at(network).resolve(host)).toHaveLength(1);
    expect(await at('true').resolve(host)).toHaveLength(1);
    expect(await closed.resolve('93.184.215.15')).toHaveLength(1);
  });

  it('asks the machine which addresses it has', async () => {
    const address = { address: '93.184.215.14' } as os.NetworkInterfaceInfo;
    const asked = jest.spyOn(os, 'networkInterfaces').mockReturnValue({ eth0: [address] });
    await expect(policy('false').resolve('93.184.215.14')).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    asked.mockRestore();
  });

  it('allows the networks that are named, and no others', async () => {
    const some = policy('127.0.0.0/8, 10.0.0.0/8');
    expect(await some.resolve('127.0.0.1')).toHaveLength(1);
    await expect(some.resolve('192.168.0.1')).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    expect(await policy('true').resolve('192.168.0.1')).toHaveLength(1);
  });

  it.each(['0.0.0.0', '0.1.2.3', '::', '[::]', '::ffff:0.0.0.0', '[::ffff:0:0]'])(
    'refuses %s whatever is allowed: it would lead to this machine itself',
    async (host) => {
      for (const allowed of ['false', 'true', '0.0.0.0/8, 127.0.0.0/8, ::/0'])
        await expect(policy(allowed).resolve(host)).rejects.toMatchObject({
          code: 'SOURCE_FORBIDDEN',
          message: expect.stringContaining('unspecified'),
          hint: 'Name the address that the server has.',
        });
    },
  );

  it('tells a name that does not resolve from one that is refused', async () => {
    await expect(policy('false').resolve('no-such-host.invalid')).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });
});

function policy(text: string): NetworkPolicy {
  return new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: text });
}

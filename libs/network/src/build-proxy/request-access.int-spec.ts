import { NetworkPolicy } from '../network-policy';
import { BuildProxy } from './build-proxy';
import type { ProxySession } from './proxy-session';

const OPERATORS = 'Bearer of-the-operator';
const OWN = 'Bearer of-the-request';
const NAMES = ['whole.example', 'port.example:8443', 'http://clear.example', 'shown.example', 'free.example'];

describe('logins that come with a request', () => {
  const proxy = new BuildProxy(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' }), {
    PACKYARD_BUILD_ACCESS: {
      'whole.example': { authorization: OPERATORS },
      'port.example:8443': { authorization: OPERATORS },
      'http://clear.example': { authorization: OPERATORS },
      'shown.example': { certificate_file: '/c.pem', key_file: '/k.pem' },
    },
  });
  let session: ProxySession;

  beforeAll(async () => {
    const more = ['whole.example:8443', 'http://whole.example', 'port.example', 'clear.example', 'index.example'];
    const own = Object.fromEntries([...NAMES, ...more].map((host) => [host, { authorization: OWN }]));
    session = await proxy.open({ PIP_INDEX_URL: 'https://me:s3cr3t@index.example/simple' }, own);
  });
  afterAll(() => proxy.onModuleDestroy());

  const told = (url: string) => session.headersFor(new URL(url))['authorization'];

  it('go to no host that the settings have a login for, by whatever name and port', () => {
    const hosts = [
      'https://whole.example/',
      'https://whole.example:8443/',
      'https://port.example:8443/',
      'http://clear.example/',
    ];
    expect(hosts.map(told)).toEqual(hosts.map(() => OPERATORS));
    expect(told('http://whole.example/')).toBeUndefined();
    expect(told('https://index.example/')).toBe(`Basic ${Buffer.from('me:s3cr3t').toString('base64')}`);
    expect(['https://shown.example/', 'https://free.example/', 'https://port.example/'].map(told)).toEqual([
      OWN,
      OWN,
      OWN,
    ]);
  });

  it('are not used while something is fetched that others get as well', async () => {
    await session.withSettingsAlone(() => {
      expect(['https://free.example/', 'https://whole.example/'].map(told)).toEqual([undefined, OPERATORS]);
      expect(session.answersFor(new URL('https://free.example/'))).toBe(false);
      return Promise.resolve();
    });
    await expect(session.withSettingsAlone(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(told('https://free.example/')).toBe(OWN);
  });
});

import { MaskedUrl } from '@packyard/contracts';
import { HttpClient, NetworkPolicy } from '@packyard/network';
import { RegistryHttpClient } from './registry-http-client';

const HEADERS = { authorization: 'Bearer secret' };

describe('RegistryHttpClient', () => {
  it.each([
    ['an archive beside the index', 'https://packs.example/team/a-1.0.0.tar.gz', true],
    ['one in a folder below it', 'https://packs.example/team/archives/a.tgz', true],
    ['another folder', 'https://packs.example/other/a.tgz', false],
    ['a way out of the folder', 'https://packs.example/team/../other/a.tgz', false],
    ['a way out that is hidden', 'https://packs.example/team/..%2Fother/a.tgz', false],
    ['a host with a similar name', 'https://packs.example.org/team/a.tgz', false],
    ['another port', 'https://packs.example:8443/team/a.tgz', false],
    ['the same host without encryption', 'http://packs.example/team/a.tgz', false],
    ['a URL with credentials of its own', 'https://me:pw@packs.example/team/a.tgz', false],
  ])('sends the headers to what is beside the index: %s', async (_what, url, expected) => {
    const download = jest.spyOn(HttpClient.prototype, 'download').mockResolvedValue(undefined as never);
    const places = [
      { url: '/srv/index.json', headers: { other: 'x' } },
      { url: 'https://packs.example/team/index.json', headers: HEADERS },
    ];
    const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
    const client = new RegistryHttpClient(policy, { list: () => Promise.resolve(places) });
    const { signal } = new AbortController();
    await client.download({ url: new MaskedUrl(url), verifySsl: true, maxBytes: 1, limitName: 'X', signal }, '/tmp/x');
    expect(download.mock.lastCall?.[0].headers).toEqual(expected ? HEADERS : undefined);
    download.mockRestore();
  });
});

import { addressOfObject, regionOf } from './object-address';

const at = (endpoint: string, given: Partial<Parameters<typeof addressOfObject>[0]> = {}) =>
  addressOfObject({ endpoint: new URL(endpoint), bucket: 'packs', key: 'a b/c.tgz', region: 'eu-west-1', ...given })
    .href;

describe('where an object is asked for', () => {
  it.each<[string, Partial<Parameters<typeof addressOfObject>[0]>, string]>([
    ['https://minio.internal:9000', {}, 'https://minio.internal:9000/packs/a%20b/c.tgz'],
    ['https://store.internal', { addressing: 'host' }, 'https://packs.store.internal/a%20b/c.tgz'],
    ['https://s3.amazonaws.com', {}, 'https://packs.s3.eu-west-1.amazonaws.com/a%20b/c.tgz'],
    ['https://s3.amazonaws.com', { addressing: 'path' }, 'https://s3.eu-west-1.amazonaws.com/packs/a%20b/c.tgz'],
    ['https://s3.amazonaws.com', { bucket: 'a.b' }, 'https://s3.eu-west-1.amazonaws.com/a.b/a%20b/c.tgz'],
    ['https://s3.amazonaws.com', { bucket: 'Old_One' }, 'https://s3.eu-west-1.amazonaws.com/Old_One/a%20b/c.tgz'],
    ['https://s3.us-west-2.amazonaws.com', {}, 'https://packs.s3.eu-west-1.amazonaws.com/a%20b/c.tgz'],
    [
      'https://s3.dualstack.us-gov-west-1.amazonaws.com',
      { region: 'us-gov-east-1' },
      'https://packs.s3.dualstack.us-gov-east-1.amazonaws.com/a%20b/c.tgz',
    ],
    [
      'https://s3.cn-north-1.amazonaws.com.cn',
      { region: 'cn-north-1' },
      'https://packs.s3.cn-north-1.amazonaws.com.cn/a%20b/c.tgz',
    ],
    ['https://s3.amazonaws.com', { region: 's3' }, 'https://packs.s3.amazonaws.com/a%20b/c.tgz'],
    ['https://s3.eu-west-1.amazonaws.com', { region: 's3-x' }, 'https://packs.s3.eu-west-1.amazonaws.com/a%20b/c.tgz'],
    ['https://s3.evil.example', {}, 'https://s3.evil.example/packs/a%20b/c.tgz'],
    ['https://s3.amazonaws.com.evil.example', {}, 'https://s3.amazonaws.com.evil.example/packs/a%20b/c.tgz'],
    ['http://[::1]:9000', { addressing: 'host' }, 'http://[::1]:9000/packs/a%20b/c.tgz'],
    ['http://127.0.0.1:9000', { addressing: 'host' }, 'http://127.0.0.1:9000/packs/a%20b/c.tgz'],
    ['http://[::1]:9000', { versionId: 'v.1' }, 'http://[::1]:9000/packs/a%20b/c.tgz?versionId=v.1'],
    ['https://h.example', { key: "!'()*+/%/ü" }, 'https://h.example/packs/%21%27%28%29%2A%2B/%25/%C3%BC'],
  ])('%s %j: %s', (endpoint, given, expected) => expect(at(endpoint, given)).toBe(expected));

  it('is in the region that an endpoint of AWS says by its name', () => {
    expect(regionOf(new URL('https://s3.ap-southeast-2.amazonaws.com'))).toBe('ap-southeast-2');
    for (const host of ['s3.amazonaws.com', 's3.eu-west-1.evil.example', 'minio.internal']) {
      expect(regionOf(new URL(`https://${host}`))).toBeUndefined();
    }
  });
});

import { chmodSync } from 'node:fs';
import { temporaryFolder } from '@packyard/testing';
import { exposuresIn } from './warn-of-exposure';

const folder = temporaryFolder();
let homes = 0;
const settings = (host: string, proxies: string[] = []) => ({
  PACKYARD_HOST: host,
  PACKYARD_HOME: `${folder}/home-${(homes += 1)}`,
  PACKYARD_SHARED_HOME: false,
  PACKYARD_TRUSTED_PROXIES: proxies,
  DATABASE_URL: 'postgresql://packyard:s3cret@127.0.0.1/packyard',
  REDIS_URL: undefined as string | undefined,
});

describe('exposuresIn', () => {
  it.each([
    ['0.0.0.0', false, [], /plain HTTP on 0\.0\.0\.0/],
    ['::', false, [], /plain HTTP/],
    ['packyard.example.org', false, [], /PACKYARD_TLS_CERT_FILE/],
    ['192.0.2.1', false, [], /127\.0\.0\.1 behind a proxy/],
  ])('warns of %s without TLS', (host, hasTls, proxies, words) => {
    expect(exposuresIn(settings(host, proxies), hasTls)).toEqual([expect.stringMatching(words)]);
  });

  it.each([
    ['127.0.0.1', false, []],
    ['localhost', false, []],
    ['::1', false, []],
    ['0.0.0.0', true, []],
    ['0.0.0.0', false, ['10.0.0.7']],
  ])('has nothing to say about %s (TLS: %s, proxies: %j)', (host, hasTls, proxies) => {
    expect(exposuresIn(settings(host, proxies), hasTls)).toEqual([]);
  });

  it.each([
    [
      'postgresql://packyard:s3cret@db.internal/packyard',
      undefined,
      /The database at db\.internal .*sslmode=verify-full/,
    ],
    ['postgresql://packyard:s3cret@10.0.0.7/packyard?sslmode=disable', undefined, /The database at 10\.0\.0\.7/],
    ['postgresql://127.0.0.1/packyard', 'redis://:s3cret@redis.internal:6379', /Redis at redis\.internal .*rediss:/],
  ])('warns of what is reached without TLS: %s %s', (DATABASE_URL, REDIS_URL, words) => {
    const [warning, ...others] = exposuresIn({ ...settings('127.0.0.1'), DATABASE_URL, REDIS_URL }, false);
    expect([warning, others]).toEqual([expect.stringMatching(words), []]);
    expect(warning).not.toContain('s3cret');
  });

  it('warns of PostgreSQL behind a pooler without TLS', () => {
    const PACKYARD_DATABASE_DIRECT_URL = 'postgresql://packyard:s3cret@db.internal/packyard';
    const [warning, ...others] = exposuresIn({ ...settings('127.0.0.1'), PACKYARD_DATABASE_DIRECT_URL }, false);
    expect([warning, others]).toEqual([expect.stringMatching(/db\.internal .* PACKYARD_DATABASE_DIRECT_URL/), []]);
    expect(warning).not.toContain('s3cret');
  });

  it.each([
    ['postgresql://db.internal/packyard?sslmode=verify-full', undefined],
    ['postgresql://db.internal/packyard?sslmode=require', 'rediss://redis.internal'],
    ['postgresql://localhost/packyard', 'redis://localhost:6379'],
    ['postgresql://[::1]/packyard', 'redis://[::1]:6379'],
    ['postgresql:///packyard?host=/run/postgresql', undefined],
    ['postgres://packyard@base/packyard?host=/run/postgresql', 'redis://127.0.0.1'],
  ])('has nothing to say of %s and %s', (DATABASE_URL, REDIS_URL) => {
    expect(exposuresIn({ ...settings('127.0.0.1'), DATABASE_URL, REDIS_URL }, false)).toEqual([]);
  });

  it('warns of a home that others can read, unless it is shared on purpose', () => {
    const config = settings('127.0.0.1');
    exposuresIn(config, false);
    chmodSync(config.PACKYARD_HOME, 0o755);
    expect(exposuresIn(config, false)).toEqual([expect.stringContaining(`chmod 700 ${config.PACKYARD_HOME}`)]);
    expect(exposuresIn({ ...config, PACKYARD_SHARED_HOME: true }, false)).toEqual([]);
  });
});

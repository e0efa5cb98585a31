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

  it('warns of a home that others can read, unless it is shared on purpose', () => {
    const config = settings('127.0.0.1');
    exposuresIn(config, false);
    chmodSync(config.PACKYARD_HOME, 0o755);
    expect(exposuresIn(config, false)).toEqual([expect.stringContaining(`chmod 700 ${config.PACKYARD_HOME}`)]);
    expect(exposuresIn({ ...config, PACKYARD_SHARED_HOME: true }, false)).toEqual([]);
  });
});

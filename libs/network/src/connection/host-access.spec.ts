import { headersOfHost } from './host-access';

const PACKYARD_HOST_ACCESS = {
  'packs.internal': { authorization: 'by host' },
  'packs.internal:8443': { authorization: 'by port' },
  'http://mirror.internal': { authorization: 'in the clear' },
  '127.0.0.1:8080': { authorization: 'of this machine' },
  localhost: { authorization: 'of this machine' },
  '[::1]': { authorization: 'of this machine' },
};
const sent = (url: string, verifySsl = true) =>
  headersOfHost(new URL(url), { PACKYARD_HOST_ACCESS }, verifySsl)['authorization'];

describe('the authorization of a host', () => {
  it.each([
    ['https://packs.internal/a', 'by host'],
    ['https://packs.internal:9000/a', 'by host'],
    ['https://packs.internal:8443/a', 'by port'],
    ['http://mirror.internal/a', 'in the clear'],
    ['http://mirror.internal:8080/a', 'in the clear'],
    ['http://127.0.0.1:8080/a', 'of this machine'],
    ['http://localhost:1234/a', 'of this machine'],
    ['http://[::1]:1234/a', 'of this machine'],
  ])('is sent to %s', (url, expected) => expect(sent(url)).toBe(expected));

  it.each([
    'http://packs.internal/a',
    'http://packs.internal:8443/a',
    'http://packs.internal:443/a',
    'https://mirror.internal/a',
    'http://127.0.0.1.evil.example:8080/a',
    'https://packs.internal.evil.example/a',
  ])('is not sent to %s', (url) => expect(sent(url)).toBeUndefined());

  it('is not sent to a host that has not shown to be it', () => {
    expect(sent('https://packs.internal/a', false)).toBeUndefined();
    expect(sent('https://localhost/a', false)).toBeUndefined();
  });
});

import { MaskedUrl } from '@packyard/contracts';
import type { HttpClient } from '../http-client';
import type { HttpRequest } from '../http-request';
import { OciRepository } from './oci-repository';

describe('the login of a registry of containers', () => {
  /** What was asked for, with credentials, when the registry leads to a login there. */
  const askedWhenLedTo = async (realm: string, source: string) => {
    const asked: string[] = [];
    const manifest = Buffer.from('{}');
    const http = {
      accessTo: () => ({}),
      ask: ({ url }: HttpRequest) => {
        asked.push(url.reveal().href.replace(/\?.*/, ''));
        const isFirst = asked.length === 1;
        const body = asked.length === 2 ? Buffer.from('{"token":"t"}') : manifest;
        const headers = isFirst ? { 'www-authenticate': `Bearer realm="${realm}"` } : {};
        return Promise.resolve({ statusCode: isFirst ? 401 : 200, headers, body, url: url.reveal() });
      },
    } as unknown as HttpClient;
    const signal = new AbortController().signal;
    const repository = new OciRepository(http, {
      url: new MaskedUrl(source),
      verifySsl: true,
      signal,
      shownAs: source,
    });
    const error: unknown = await repository.manifest('1.0.0').catch((thrown: unknown) => thrown);
    return { login: asked[1], code: (error as { code?: string }).code, hint: (error as { hint?: string }).hint };
  };
  const source = 'oci+http://me:s3cr3t@registry.example/team/boxed';

  it('gets the credentials of the source in the clear only where these go in the clear anyway', async () => {
    const elsewhere = await askedWhenLedTo('http://login.example/token', source);
    expect(elsewhere).toEqual({ login: undefined, code: 'SOURCE_FORBIDDEN', hint: expect.stringContaining('https') });
    for (const place of ['http://registry.example', 'https://login.example', 'http://127.0.0.1:5000']) {
      const { login } = await askedWhenLedTo(`${place}/token`, source);
      expect(login).toBe(`${place.replace('//', '//me:s3cr3t@')}/token`);
    }
  });

  it('may be anywhere where there are no credentials', async () => {
    const { login } = await askedWhenLedTo('http://login.example/token', source.replace('me:s3cr3t@', ''));
    expect(login).toBe('http://login.example/token');
  });
});

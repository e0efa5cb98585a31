import type { Connection } from './connection';
import { refusal, unreachable } from './failed-request';
import type { Answer } from './http/answer';

const at = (url: string): Connection => ({ url, urlFrom: 'the test', token: undefined, tokenFrom: 'nowhere' });

describe('a request that failed', () => {
  it.each([
    ['EPROTO', '40F7:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:rec_layer.c:77:'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', '40F7:error:0A0000C6:SSL routines::packet length too long:rec_layer.c:35:'],
  ])('by %s has an address of HTTPS where HTTP is spoken', (code, message) => {
    const error = Object.assign(new Error('fetch failed'), { cause: { code, message } });
    expect(unreachable(at('https://h.example:8080'), error)).toMatchObject({
      message: `No Packyard answers at https://h.example:8080 (${code}; the address came from the test).`,
      hint: 'Somebody answers there, but not by TLS: write the address with http:// instead of https://.',
    });
  });

  it.each([
    ['http://h.example:8080/api/v1', 'Leave /api/v1 out of the address: http://h.example:8080.'],
    ['http://h.example:8080/api', 'Leave /api out of the address: http://h.example:8080.'],
    ['http://h.example/packyard/v1', 'Leave /v1 out of the address: http://h.example/packyard.'],
    ['http://h.example/packyard', 'The service may be older or newer than this command.'],
    ['http://h.example:8080', 'The service may be older or newer than this command.'],
  ])('by a route that is not there, at %s', async (url, hint) => {
    const said = {
      error: 'Not Found',
      code: 'ROUTE_NOT_FOUND',
      message: 'There is nothing at GET /x.',
      hint: 'See /docs.',
    };
    const answer = { status: 404, text: () => Promise.resolve(JSON.stringify(said)) } as Answer;
    expect(await refusal(at(url), answer)).toMatchObject({ message: 'There is nothing at GET /x.', hint });
  });
});

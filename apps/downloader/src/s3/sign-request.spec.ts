import { signRequest } from './sign-request';

/** As the documentation of AWS has them. */
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const at = new Date('2013-05-24T00:00:00Z');

describe('the signature of a request', () => {
  it('is the one that AWS has published for a request with a query', async () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J');
    expect(await signRequest(url, { credentials, region: 'us-east-1', at })).toEqual({
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
        'SignedHeaders=host;x-amz-content-sha256;x-amz-date, ' +
        'Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-amz-date': '20130524T000000Z',
    });
  });

  it('covers the token of a session, which goes along', async () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
    const session = { ...credentials, sessionToken: 'AQoDYXdzEPT//////////wEXAMPLE' };
    const headers = await signRequest(url, { credentials: session, region: 'us-east-1', at });
    expect(headers['x-amz-security-token']).toBe(session.sessionToken);
    expect(headers['authorization']).toContain(
      'SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,',
    );
    expect(headers).not.toHaveProperty('host');
  });
});

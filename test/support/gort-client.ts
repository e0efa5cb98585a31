import { request } from 'node:http';

export interface GortResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/**
 * Calls as Gort's own client makes them: bodies without a content type, a token for some seconds that is fetched when it
 * is needed, and nothing but 200 for success.
 */
export class GortClient {
  private token: { Token: string; ValidUntil: string } | undefined;
  password = '';

  constructor(
    private readonly url: string,
    private readonly user = 'admin',
  ) {}

  /** Returns the body; throws what the client would print after `Error: `. */
  async call(method: string, path: string, body?: object): Promise<string> {
    const answer = await this.send(method, path, body);
    if (answer.status === 200) return answer.body;
    throw new Error(answer.body.trim().replace(/^\d{3} /, '') || statusText(answer.status));
  }

  async json<T>(method: string, path: string, body?: object): Promise<T> {
    return JSON.parse(await this.call(method, path, body)) as T;
  }

  /** With a token, which is fetched first when there is none that is still good. A text is sent as it is. */
  async send(method: string, path: string, body?: object | string): Promise<GortResponse> {
    if (this.token === undefined || new Date(this.token.ValidUntil) < new Date()) await this.authenticate();
    const content = typeof body === 'string' ? { text: body } : { body };
    return this.raw(method, path, { ...content, token: this.token?.Token });
  }

  async authenticate(): Promise<void> {
    const answer = await this.raw('POST', '/v2/authenticate', {
      body: { username: this.user, password: this.password },
    });
    if (answer.status !== 200) throw new Error(answer.body.trim());
    this.token = JSON.parse(answer.body) as { Token: string; ValidUntil: string };
  }

  raw(
    method: string,
    path: string,
    { body, text, token }: { body?: object | undefined; text?: string; token?: string | undefined } = {},
  ): Promise<GortResponse> {
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const call = request(`${this.url}${path}`, {
        method,
        headers: {
          'accept-encoding': 'gzip',
          'content-length': Buffer.byteLength(content ?? ''),
          ...(token === undefined ? {} : { 'x-session-token': token }),
        },
      });
      call.on('error', reject);
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      });
      call.end(content);
    });
  }
}

function statusText(status: number): string {
  return (
    { 204: 'No Content', 401: 'Unauthorized', 404: 'Not Found', 405: 'Method Not Allowed' }[status] ?? String(status)
  );
}
